// SPDX-License-Identifier: GPL-2.0-only
/* The life of a kernel, and the table through which the adapter reaches it. */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/maple_tree.h>
#include <linux/platform_device.h>
#include <linux/radix-tree.h>
#include <linux/string.h>

#include "runtime.h"

struct machine the_machine;
struct services the_services;
bool ending;
static bool probed[MAX_SMMUS];

/* Statics of the kernel's objects, whose names were made ones that can be linked with; the code is as it was. */
extern int runtime_sees_iommu_init(void), runtime_sees_iommu_subsys_init(void), runtime_sees_iommufd_init(void), runtime_sees_vfio_init(void),
	runtime_sees_arm_smmu_driver_init(void);
extern bool runtime_sees_bypass_vcmdq, runtime_sees_disable_cmdqv;
void radix_tree_init(void);

static int set_parameter(const char *name, const char *value)
{
	static const struct {
		const char *name;
		bool *flag;
	} parameters[] = {
		{ "bypass_vcmdq", &runtime_sees_bypass_vcmdq },
		{ "disable_cmdqv", &runtime_sees_disable_cmdqv },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(parameters); i++)
		if (strcmp(parameters[i].name, name) == 0)
			return kstrtobool(value, parameters[i].flag);
	return -ENOENT;
}

static int boot(const struct machine *machine, const struct services *services, int *which)
{
	int i;

	the_machine = *machine;
	the_services = *services;
	own_memory_init();
	task_init();
	radix_tree_init();
	maple_tree_init();
	device_tree_init();
	for (i = 0; i < the_machine.smmu_count; i++)
		smmu_reset(i);
	runtime_sees_iommu_init();
	runtime_sees_iommu_subsys_init();
	runtime_sees_arm_smmu_driver_init();
	runtime_sees_iommufd_init();
	runtime_sees_vfio_init();
	objects_that_stay();
	for (i = 0; i < the_machine.smmu_count; i++) {
		struct platform_device *device = smmu_platform_device(i);
		const int status = smmu_driver()->probe(device);

		*which = i;
		if (status) {
			give_back_resources(&device->dev);
			return status;
		}
		probed[i] = true;
	}
	return 0;
}

static int remove_driver(int smmu)
{
	struct platform_device *device = smmu_platform_device(smmu);

	if (!probed[smmu])
		return -ENODEV;
	probed[smmu] = false;
	remove_devices(smmu);
	smmu_driver()->remove(device);
	give_back_resources(&device->dev);
	return 0;
}

static void shut_down(void)
{
	int i;

	for (i = the_machine.smmu_count - 1; i >= 0; i--)
		if (probed[i])
			smmu_driver()->shutdown(smmu_platform_device(i));
}

static void interrupt(int smmu)
{
	run_interrupt(CMDQV_IRQ(smmu));
}

static void check_idle(void)
{
	complain_of_locks("when the kernel has nothing left to do");
}

static void end(void)
{
	int i;

	ending = true;
	fail_allocation(0);
	unmap_all();
	close_all_files();
	for (i = the_machine.smmu_count - 1; i >= 0; i--)
		remove_driver(i);
	check_idle();
	complain_of_pins();
	complain_of_objects();
	complain_of_own_memory();
}

extern const struct kernel linux_kernel;
__attribute__((visibility("default"))) const struct kernel linux_kernel = {
	.page_size = PAGE_SIZE,
	.set_parameter = set_parameter,
	.boot = boot,
	.add_device = add_device,
	.remove_driver = remove_driver,
	.shut_down = shut_down,
	.enter = enter,
	.current_process = current_process,
	.open = open_file,
	.close = close_file,
	.ioctl = ioctl_file,
	.read = read_file,
	.poll = poll_file,
	.woken = woken,
	.forget_woken = forget_woken,
	.map = map_file,
	.map_again = map_again,
	.unmap = unmap,
	.give_memory = give_memory,
	.copy_own_memory = copy_own_memory,
	.interrupt = interrupt,
	.fail_allocation = fail_allocation,
	.check_idle = check_idle,
	.end = end,
};

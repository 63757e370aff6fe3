// SPDX-License-Identifier: GPL-2.0-only
/* The device tree: for each SMMU of the machine a node, and one of its CMDQ-V where it has any. */
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "runtime.h"

static struct device_node smmu_nodes[MAX_SMMUS], cmdqv_nodes[MAX_SMMUS];
static struct platform_device smmus[MAX_SMMUS], cmdqvs[MAX_SMMUS];
static struct resource smmu_registers[MAX_SMMUS], cmdqv_registers[MAX_SMMUS];
static struct platform_driver *driver;

void device_tree_init(void)
{
	int i;

	for (i = 0; i < the_machine.smmu_count; i++) {
		const struct machine_smmu *described = &the_machine.smmus[i];

		smmu_registers[i] = (struct resource)DEFINE_RES_MEM(SMMU_PHYS(i), 0x20000);
		smmus[i].name = "arm-smmu-v3";
		smmus[i].dev.init_name = described->name;
		smmus[i].dev.of_node = &smmu_nodes[i];
		smmus[i].dev.fwnode = &smmu_nodes[i].fwnode;
		smmus[i].resource = &smmu_registers[i];
		smmus[i].num_resources = 1;
		cmdqv_registers[i] = (struct resource)DEFINE_RES_MEM(CMDQV_PHYS(i), described->cmdqv_size);
		cmdqvs[i].dev.init_name = "cmdqv";
		cmdqvs[i].resource = &cmdqv_registers[i];
		cmdqvs[i].num_resources = 1;
	}
}

struct platform_device *smmu_platform_device(int smmu)
{
	return &smmus[smmu];
}

struct platform_driver *smmu_driver(void)
{
	return driver;
}

int __platform_driver_register(struct platform_driver *registered, struct module *module, const char *name)
{
	driver = registered;
	return 0;
}

static int smmu_of_node(const struct device_node *node)
{
	int i;

	for (i = 0; i < the_machine.smmu_count; i++)
		if (node == &smmu_nodes[i])
			return i;
	return -1;
}

static bool has_cmdqv(const struct device_node *node)
{
	const int smmu = smmu_of_node(node);

	return smmu >= 0 && the_machine.smmus[smmu].has_cmdqv;
}

int of_device_is_compatible(const struct device_node *node, const char *compatible)
{
	return has_cmdqv(node) && strcmp(compatible, "nvidia,tegra264-smmu") == 0;
}

bool of_dma_is_coherent(struct device_node *node)
{
	const int smmu = smmu_of_node(node);

	return smmu < 0 || the_machine.smmus[smmu].coherent;
}

bool of_property_read_bool(const struct device_node *node, const char *property)
{
	return false;
}

/* #iommu-cells */
int of_property_read_variable_u32_array(const struct device_node *node, const char *property, u32 *values, size_t least, size_t most)
{
	*values = 1;
	return 1;
}

/* nvidia,cmdqv */
int __of_parse_phandle_with_args(const struct device_node *node, const char *list, const char *cells, int count, int index,
				 struct of_phandle_args *arguments)
{
	if (!has_cmdqv(node))
		return -ENOENT;
	arguments->np = &cmdqv_nodes[smmu_of_node(node)];
	return 0;
}

struct platform_device *of_find_device_by_node(struct device_node *node)
{
	return node >= cmdqv_nodes && node < cmdqv_nodes + MAX_SMMUS ? &cmdqvs[node - cmdqv_nodes] : NULL;
}

struct resource *platform_get_resource(struct platform_device *device, unsigned int type, unsigned int index)
{
	return device->resource;
}

int platform_get_irq_optional(struct platform_device *device, unsigned int index)
{
	return device >= cmdqvs && device < cmdqvs + MAX_SMMUS ? CMDQV_IRQ(device - cmdqvs) : -ENXIO;
}

int platform_get_irq_byname_optional(struct platform_device *device, const char *name)
{
	const int smmu = device - smmus;

	return strcmp(name, "eventq") == 0 ? EVENT_IRQ(smmu) : strcmp(name, "gerror") == 0 ? GERROR_IRQ(smmu) : -ENXIO;
}

struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data, device_match_t matches)
{
	int i;

	for (i = 0; i < the_machine.smmu_count; i++)
		if (matches(&smmus[i].dev, data))
			return &smmus[i].dev;
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0-only
/* kobjects with their reference counts; there is no sysfs for them to appear in. */
#include <linux/kobject.h>
#include <linux/slab.h>

#include "runtime.h"

struct kobject *kernel_kobj;

static void release_dynamic(struct kobject *object)
{
	kfree(object);
}

static const struct kobj_type dynamic = { .release = release_dynamic };

int kobject_init_and_add(struct kobject *object, const struct kobj_type *type, struct kobject *parent, const char *format, ...)
{
	kref_init(&object->kref);
	object->ktype = type;
	object->parent = kobject_get(parent);
	return 0;
}

struct kobject *kobject_get(struct kobject *object)
{
	if (object)
		kref_get(&object->kref);
	return object;
}

static void release(struct kref *count)
{
	struct kobject *object = container_of(count, struct kobject, kref), *parent = object->parent;

	if (object->ktype && object->ktype->release)
		object->ktype->release(object);
	kobject_put(parent);
}

void kobject_put(struct kobject *object)
{
	if (object)
		kref_put(&object->kref, release);
}

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	struct kobject *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (object && kobject_init_and_add(object, &dynamic, parent, "%s", name))
		stop("a kobject cannot be added");
	return object;
}

struct kset *kset_create_and_add(const char *name, const struct kset_uevent_ops *events, struct kobject *parent)
{
	return host_allocate(sizeof(struct kset), 16);
}

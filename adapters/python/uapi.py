"""The user API of iommufd and VFIO, as far as a VMM with CMDQ-V needs it.

Members have their natural alignment, so that ctypes lays the structures out as the kernel does.
"""

from __future__ import annotations

import ctypes
from ctypes import c_uint8 as u8, c_uint32 as u32, c_uint64 as u64
from typing import ClassVar

IOMMU_PATH = "/dev/iommu"
VFIO_PATH = "/dev/vfio/devices/{}"

# Where the argument of an ioctl, and the data it points to, lie in the process.
ARGUMENT_ADDRESS = 0x7000_0000_0000
DATA_ADDRESS = 0x7000_0001_0000

IOAS_MAP_FIXED_IOVA = 1
IOAS_MAP_WRITEABLE = 2
IOAS_MAP_READABLE = 4

HWPT_ALLOC_NEST_PARENT = 1
HWPT_DATA_ARM_SMMUV3 = 2

HW_INFO_FLAG_INPUT_TYPE = 1
HW_INFO_TYPE_ARM_SMMUV3 = 2
HW_INFO_TYPE_TEGRA241_CMDQV = 3

VIOMMU_TYPE_ARM_SMMUV3 = 1
VIOMMU_TYPE_TEGRA241_CMDQV = 2
VEVENTQ_TYPE_ARM_SMMUV3 = 1
VEVENTQ_TYPE_TEGRA241_CMDQV = 2
VEVENTQ_MAX_DEPTH = 1 << 19
HW_QUEUE_TYPE_TEGRA241_CMDQV = 1
HWPT_INVALIDATE_DATA_ARM_SMMUV3 = 1


class Request(ctypes.LittleEndianStructure):
    """Argument of an ioctl. Its first member, the size, is filled in; members that are not given are 0."""

    number: ClassVar[int]

    def __init__(self, **members: int) -> None:
        super().__init__(ctypes.sizeof(self), **members)


class Destroy(Request):
    number = 0x3B80
    _fields_ = [("size", u32), ("id", u32)]


class IoasAlloc(Request):
    number = 0x3B81
    out_ioas_id: int
    _fields_ = [("size", u32), ("flags", u32), ("out_ioas_id", u32)]


class IoasMap(Request):
    number = 0x3B85
    _fields_ = [
        ("size", u32),
        ("flags", u32),
        ("ioas_id", u32),
        ("reserved", u32),
        ("user_va", u64),
        ("length", u64),
        ("iova", u64),
    ]


class HwptAlloc(Request):
    number = 0x3B89
    out_hwpt_id: int
    _fields_ = [
        ("size", u32),
        ("flags", u32),
        ("dev_id", u32),
        ("pt_id", u32),
        ("out_hwpt_id", u32),
        ("reserved", u32),
        ("data_type", u32),
        ("data_len", u32),
        ("data_uptr", u64),
        ("fault_id", u32),
        ("reserved2", u32),
    ]


class GetHwInfo(Request):
    number = 0x3B8A
    data_type: int
    _fields_ = [
        ("size", u32),
        ("flags", u32),
        ("dev_id", u32),
        ("data_len", u32),
        ("data_uptr", u64),
        ("data_type", u32),  # in: the type wanted; out: the type given
        ("out_max_pasid_log2", u8),
        ("reserved", u8 * 3),
        ("out_capabilities", u64),
    ]


class HwptInvalidate(Request):
    number = 0x3B8D
    _fields_ = [
        ("size", u32),
        ("hwpt_id", u32),
        ("data_uptr", u64),
        ("data_type", u32),
        ("entry_len", u32),
        ("entry_num", u32),
        ("reserved", u32),
    ]


class ViommuAlloc(Request):
    number = 0x3B90
    out_viommu_id: int
    _fields_ = [
        ("size", u32),
        ("flags", u32),
        ("type", u32),
        ("dev_id", u32),
        ("hwpt_id", u32),
        ("out_viommu_id", u32),
        ("data_len", u32),
        ("reserved", u32),
        ("data_uptr", u64),
    ]


class VdeviceAlloc(Request):
    number = 0x3B91
    out_vdevice_id: int
    _fields_ = [("size", u32), ("viommu_id", u32), ("dev_id", u32), ("out_vdevice_id", u32), ("virt_id", u64)]


class VeventqAlloc(Request):
    number = 0x3B93
    out_veventq_id: int
    out_veventq_fd: int
    _fields_ = [
        ("size", u32),
        ("flags", u32),
        ("viommu_id", u32),
        ("type", u32),
        ("veventq_depth", u32),
        ("out_veventq_id", u32),
        ("out_veventq_fd", u32),
        ("reserved", u32),
    ]


class HwQueueAlloc(Request):
    number = 0x3B94
    out_hw_queue_id: int
    _fields_ = [
        ("size", u32),
        ("flags", u32),
        ("viommu_id", u32),
        ("type", u32),
        ("index", u32),
        ("out_hw_queue_id", u32),
        ("nesting_parent_iova", u64),
        ("length", u64),
    ]


class BindIommufd(Request):
    """Issued on a VFIO device file: gives the device to an iommufd."""

    number = 0x3B76
    out_devid: int
    _fields_ = [("argsz", u32), ("flags", u32), ("iommufd", u32), ("out_devid", u32)]


class AttachIommufdPt(Request):
    """Issued on a VFIO device file: attaches it to an IOAS or a HWPT."""

    number = 0x3B77
    _fields_ = [("argsz", u32), ("flags", u32), ("pt_id", u32)]


class ViommuTegra241(ctypes.LittleEndianStructure):
    """What VIOMMU_ALLOC tells of a new VINTF: where its page 0 can be mapped."""

    out_vintf_mmap_offset: int
    out_vintf_mmap_length: int
    _fields_ = [("out_vintf_mmap_offset", u64), ("out_vintf_mmap_length", u64)]


class HwInfoTegra241(ctypes.LittleEndianStructure):
    version: int
    log2vcmdqs: int
    log2vsids: int
    _fields_ = [("flags", u32), ("version", u8), ("log2vcmdqs", u8), ("log2vsids", u8), ("reserved", u8)]


class HwInfoSmmuv3(ctypes.LittleEndianStructure):
    idr: ctypes.Array[u32]
    _fields_ = [("flags", u32), ("reserved", u32), ("idr", u32 * 6), ("iidr", u32), ("aidr", u32)]


class HwptSmmuv3(ctypes.LittleEndianStructure):
    """Two words of a guest's Stream Table Entry."""

    _fields_ = [("ste0", u64), ("ste1", u64)]


class VeventHeader(ctypes.LittleEndianStructure):
    """What an event record begins with."""

    _fields_ = [("flags", u32), ("sequence", u32)]


class VeventTegra241(ctypes.LittleEndianStructure):
    """What follows the header in an event of CMDQ-V: the VINTF's LVCMDQ_ERR_MAP."""

    lvcmdq_err_map0: int
    lvcmdq_err_map1: int
    _fields_ = [("lvcmdq_err_map0", u64), ("lvcmdq_err_map1", u64)]

//! The virtual machine: here goes your device.

use std::cell::RefCell;

use crate::connection::{Connection, Failure};
use crate::json::{object, Json};

const REGION_BYTES: usize = 0x50000;

/// One virtual machine: an emulated SMMUv3, its CMDQ-V block, and the devices behind it.
///
/// An `Err` fails the scenario, with its message as the reason.
pub struct VirtualMachine {
    name: String,
    // TODO: replace this by the registers of your device.
    registers: RefCell<Vec<u8>>,
}

/// What comes of plugging and unplugging: the VMM may refuse, with a message for its user.
pub enum Plugged {
    Done,
    Refused(String),
}

/// A part of the region that is a host page.
pub struct Window {
    pub offset: u32,
    pub length: u32,
}

impl VirtualMachine {
    pub fn start(_suite: &Connection, description: &Json) -> Result<VirtualMachine, Failure> {
        // TODO: answer Failure::cannot_be_built if this is no machine of yours; allocate the RAM in `ram` with host.allocate; `cmdqv` is "on", "off" or "auto".
        Ok(VirtualMachine {
            name: description.text("name")?.to_string(),
            registers: RefCell::new(vec![0; REGION_BYTES]),
        })
    }

    pub fn read(&self, _suite: &Connection, offset: usize, width: usize) -> Result<u64, Failure> {
        // TODO: read your device.
        let registers = self.registers.borrow();
        let bytes = registers.get(offset..offset + width).unwrap_or_default();
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    pub fn write(
        &self,
        _suite: &Connection,
        offset: usize,
        width: usize,
        value: u64,
    ) -> Result<(), Failure> {
        // TODO: write to your device.
        if let Some(bytes) = self.registers.borrow_mut().get_mut(offset..offset + width) {
            bytes.copy_from_slice(&value.to_le_bytes()[..width]);
        }
        Ok(())
    }

    pub fn read_memory(
        &self,
        _suite: &Connection,
        _address: u64,
        _length: u32,
    ) -> Result<Vec<u8>, Failure> {
        Err(Failure::new("TODO: read guest RAM, with host.readMemory"))
    }

    pub fn write_memory(
        &self,
        _suite: &Connection,
        _address: u64,
        _bytes: &[u8],
    ) -> Result<(), Failure> {
        Err(Failure::new("TODO: write guest RAM, with host.writeMemory"))
    }

    pub fn read_smmu(&self, _suite: &Connection, _offset: u32) -> Result<u32, Failure> {
        Err(Failure::new("TODO: read a register of the emulated SMMU"))
    }

    pub fn write_smmu(
        &self,
        _suite: &Connection,
        _offset: u32,
        _value: u32,
    ) -> Result<(), Failure> {
        Err(Failure::new("TODO: write a register of the emulated SMMU"))
    }

    pub fn configure_stream(
        &self,
        _suite: &Connection,
        _stream_id: u32,
        _words: [u64; 2],
    ) -> Result<(), Failure> {
        Err(Failure::new(
            "TODO: store the Stream Table Entry and execute CFGI_STE",
        ))
    }

    pub fn submit(&self, _suite: &Connection, _command: &[u8]) -> Result<(), Failure> {
        Err(Failure::new(
            "TODO: execute the command of the emulated SMMU's own queue",
        ))
    }

    pub fn plug(
        &self,
        suite: &Connection,
        device: &str,
        _stream_id: u32,
    ) -> Result<Plugged, Failure> {
        // TODO: bind and attach the device. This shows a system call.
        let opened = suite.call(
            "host.open",
            object([("process", self.process()), ("path", "/dev/iommu".into())]),
        )?;
        let status = opened.text("status")?;
        if status != "OK" {
            return Ok(Plugged::Refused(format!(
                "cannot open /dev/iommu: {status}"
            )));
        }
        eprintln!(
            "{device} is plugged into {}; /dev/iommu is fd {}",
            self.name,
            opened.integer("fd")?
        );
        Ok(Plugged::Done)
    }

    pub fn unplug(&self, _suite: &Connection, _device: &str) -> Result<Plugged, Failure> {
        // TODO: detach the device.
        Ok(Plugged::Refused(
            "unplugging is not implemented".to_string(),
        ))
    }

    pub fn reset(&self, _suite: &Connection) -> Result<(), Failure> {
        Err(Failure::new("TODO: system reset"))
    }

    pub fn shut_down(&self, _suite: &Connection) -> Result<(), Failure> {
        // TODO: end as the VMM ends: unmap what is mapped, close every file.
        Ok(())
    }

    pub fn settle(&self, _suite: &Connection) -> Result<(), Failure> {
        // TODO: wait until everything that was set off is over, if your device has threads.
        Ok(())
    }

    pub fn windows(&self, _suite: &Connection) -> Result<Vec<Window>, Failure> {
        // TODO: each part of the region that is a host page now.
        Ok(Vec::new())
    }

    /// A file that a `host.watch` named became readable. This may happen inside a call to the suite.
    pub fn readable(&self, _suite: &Connection, _fd: u32) -> Result<(), Failure> {
        // TODO: read the file with host.read.
        Ok(())
    }

    /// Tells of one edge of the CMDQ-V interrupt. TODO: call it.
    #[allow(dead_code)]
    fn interrupt(&self, suite: &Connection) {
        suite.notify("guest.interrupt", object([("vm", self.process())]));
    }

    /// The process whose system calls these are is named like the machine.
    fn process(&self) -> Json {
        self.name.as_str().into()
    }
}

//! A user process: here go the system calls.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::connection::{Connection, Failure};
use crate::json::{object, Json};

const DESTROY: u32 = 0x3b80;

/// A user process and its files.
///
/// An `Err` fails the scenario, with its message as the reason.
pub struct Process {
    name: String,
    files: RefCell<BTreeSet<u32>>,
    watched: RefCell<BTreeSet<u32>>,
}

impl Process {
    pub fn new(name: &str) -> Process {
        Process {
            name: name.to_string(),
            files: RefCell::default(),
            watched: RefCell::default(),
        }
    }

    pub fn open(&self, path: &str) -> Result<Json, Failure> {
        // TODO: open /dev/vfio/devices/NAME for the devices of the host.
        if path != "/dev/iommu" {
            return Ok(object([("status", "ENOENT".into())]));
        }
        let mut files = self.files.borrow_mut();
        let fd = files.last().map_or(3, |last| last + 1);
        files.insert(fd);
        Ok(object([("status", "OK".into()), ("fd", fd.into())]))
    }

    pub fn close(&self, fd: u32) -> Result<Json, Failure> {
        // TODO: free what the file holds.
        let known = self.files.borrow_mut().remove(&fd);
        Ok(object([(
            "status",
            if known { "OK" } else { "EBADF" }.into(),
        )]))
    }

    pub fn ioctl(
        &self,
        _suite: &Connection,
        fd: u32,
        request: u32,
        _argument: u64,
        memory: &[Json],
    ) -> Result<Json, Failure> {
        // TODO: serve the requests. The structure at the argument is in one of the pieces of `memory`,
        // which goes back as you left it.
        let status = match request {
            _ if !self.files.borrow().contains(&fd) => "EBADF",
            DESTROY => "ENOENT",
            _ => "ENOTTY",
        };
        Ok(object([
            ("status", status.into()),
            ("memory", Json::List(memory.to_vec())),
        ]))
    }

    pub fn mmap(&self, _suite: &Connection, _request: &Json) -> Result<Json, Failure> {
        Err(Failure::new("TODO: map a page of the CMDQ-V block"))
    }

    pub fn munmap(
        &self,
        _suite: &Connection,
        _address: u64,
        _length: u64,
    ) -> Result<Json, Failure> {
        Err(Failure::new("TODO: take a mapping away"))
    }

    pub fn read(&self, _suite: &Connection, _request: &Json) -> Result<Json, Failure> {
        Err(Failure::new("TODO: read the events of a file"))
    }

    pub fn poll(&self, _suite: &Connection, _fd: u32) -> Result<Json, Failure> {
        Err(Failure::new(
            "TODO: tell the conditions of a file, such as POLLIN",
        ))
    }

    pub fn watch(&self, fd: u32) {
        self.watched.borrow_mut().insert(fd);
    }

    pub fn load(&self, _suite: &Connection, _address: u64, _width: u32) -> Result<u64, Failure> {
        Err(Failure::new("TODO: load from a page that mmap gave"))
    }

    pub fn store(
        &self,
        _suite: &Connection,
        _address: u64,
        _width: u32,
        _value: u64,
    ) -> Result<(), Failure> {
        Err(Failure::new("TODO: store to a page that mmap gave"))
    }

    pub fn allocate(
        &self,
        _suite: &Connection,
        _runs: &[Json],
        _page_size: u64,
    ) -> Result<u64, Failure> {
        Err(Failure::new(
            "TODO: map these physical runs, and give the user address",
        ))
    }

    pub fn read_memory(
        &self,
        _suite: &Connection,
        _address: u64,
        _length: u32,
    ) -> Result<Vec<u8>, Failure> {
        Err(Failure::new("TODO: read process memory, with memory.read"))
    }

    pub fn write_memory(
        &self,
        _suite: &Connection,
        _address: u64,
        _bytes: &[u8],
    ) -> Result<(), Failure> {
        Err(Failure::new(
            "TODO: write process memory, with memory.write",
        ))
    }

    /// Tells that a file became readable, and waits until that is dealt with. TODO: call it.
    #[allow(dead_code)]
    fn readable(&self, suite: &Connection, fd: u32) -> Result<(), Failure> {
        let watched = self.watched.borrow().contains(&fd);
        if watched {
            suite.call(
                "host.readable",
                object([("process", self.name.as_str().into()), ("fd", fd.into())]),
            )?;
        }
        Ok(())
    }
}

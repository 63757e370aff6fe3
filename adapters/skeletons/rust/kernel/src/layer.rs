//! The methods of a kernel, on the machine of the current scenario.

mod process;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::connection::{Connection, Failure};
use crate::json::{bytes_text, object, u64_text, Json};
use process::Process;

pub const LAYER: &str = "kernel";

// TODO: add host.memory when your kernel lets the physical pages of process memory be chosen.
pub const CAPABILITIES: [&str; 1] = ["host.calls"];

const CMDQV_PARAM: u32 = 4;

#[derive(Default)]
pub struct Layer {
    processes: RefCell<HashMap<String, Rc<Process>>>,
}

impl Layer {
    /// Forgets the machine of the last scenario.
    pub fn forget(&self) {
        self.processes.borrow_mut().clear();
    }

    pub fn serve(&self, suite: &Connection, method: &str, p: &Json) -> Result<Json, Failure> {
        match method {
            "kernel.boot" => self.boot(suite, p.member("host")?),
            "registers.interrupt" => self.interrupt(suite, p.text("smmu")?).map(|()| Json::Null),
            _ if method.starts_with("host.") => self.call(suite, method, p),
            _ => Err(Failure::unknown_method(method)),
        }
    }

    fn boot(&self, suite: &Connection, host: &Json) -> Result<Json, Failure> {
        // TODO: answer Failure::cannot_be_built if this is no host of yours; probe the SMMUs and the devices.
        // This shows a register access.
        for smmu in host.list("smmus")? {
            if smmu.get("cmdqv").is_none() {
                continue;
            }
            let name = smmu.text("name")?;
            let read = suite.call(
                "registers.read",
                object([
                    ("smmu", name.into()),
                    ("offset", CMDQV_PARAM.into()),
                    ("width", 4.into()),
                ]),
            )?;
            eprintln!("{name}: CMDQV_PARAM is {:#x}", read.u64("value")?);
        }
        // TODO: where the driver gives up on an SMMU, `booted` is false, with `smmu` and `reason`.
        Ok(object([("booted", Json::Bool(true))]))
    }

    /// The error interrupt of an SMMU. It may come inside a call to the suite.
    fn interrupt(&self, _suite: &Connection, _smmu: &str) -> Result<(), Failure> {
        // TODO: handle it.
        Ok(())
    }

    /// A system call.
    fn call(&self, suite: &Connection, method: &str, p: &Json) -> Result<Json, Failure> {
        let process = self.process(p.text("process")?);
        match method {
            "host.open" => process.open(p.text("path")?),
            "host.close" => process.close(p.integer("fd")?),
            "host.ioctl" => process.ioctl(
                suite,
                p.integer("fd")?,
                p.integer("request")?,
                p.u64("argument")?,
                p.list("memory")?,
            ),
            "host.mmap" => process.mmap(suite, p),
            "host.munmap" => process.munmap(suite, p.u64("address")?, p.u64("length")?),
            "host.read" => process.read(suite, p),
            "host.poll" => process.poll(suite, p.integer("fd")?),
            "host.watch" => {
                process.watch(p.integer("fd")?);
                Ok(Json::Null)
            }
            "host.load" => {
                let value = process.load(suite, p.u64("address")?, p.integer("width")?)?;
                Ok(object([("value", u64_text(value))]))
            }
            "host.store" => process
                .store(
                    suite,
                    p.u64("address")?,
                    p.integer("width")?,
                    p.u64("value")?,
                )
                .map(|()| Json::Null),
            "host.allocate" => {
                let address = process.allocate(suite, p.list("runs")?, p.u64("pageSize")?)?;
                Ok(object([("address", u64_text(address))]))
            }
            "host.readMemory" => {
                let bytes = process.read_memory(suite, p.u64("address")?, p.integer("length")?)?;
                Ok(object([("bytes", bytes_text(&bytes))]))
            }
            "host.writeMemory" => process
                .write_memory(suite, p.u64("address")?, &p.bytes("bytes")?)
                .map(|()| Json::Null),
            _ => Err(Failure::unknown_method(method)),
        }
    }

    fn process(&self, name: &str) -> Rc<Process> {
        let mut processes = self.processes.borrow_mut();
        let process = processes
            .entry(name.to_string())
            .or_insert_with(|| Rc::new(Process::new(name)));
        Rc::clone(process)
    }
}

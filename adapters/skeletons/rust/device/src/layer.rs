//! The methods of a device, on the machines of the current scenario.

mod machine;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::connection::{Connection, Failure};
use crate::json::{bytes_text, object, u64_text, Json};
use machine::{Plugged, VirtualMachine};

pub const LAYER: &str = "device";

// TODO: add each capability when your device has it:
// guest.memory, guest.smmu, guest.reset, twoVms, observe.interrupts, observe.windows.
pub const CAPABILITIES: [&str; 2] = ["guest.mmio", "guest.devices"];

#[derive(Default)]
pub struct Layer {
    machines: RefCell<HashMap<String, Rc<VirtualMachine>>>,
}

impl Layer {
    /// Forgets the machines of the last scenario.
    pub fn forget(&self) {
        self.machines.borrow_mut().clear();
    }

    pub fn serve(&self, suite: &Connection, method: &str, p: &Json) -> Result<Json, Failure> {
        match method {
            "device.start" => {
                let description = p.member("vm")?;
                let machine = VirtualMachine::start(suite, description)?;
                self.machines
                    .borrow_mut()
                    .insert(description.text("name")?.to_string(), Rc::new(machine));
                Ok(Json::Null)
            }
            "host.readable" => self
                .machine(p.text("process")?)?
                .readable(suite, p.integer("fd")?)
                .map(null),
            _ if method.starts_with("guest.") => self.guest(suite, method, p),
            _ => Err(Failure::unknown_method(method)),
        }
    }

    fn guest(&self, suite: &Connection, method: &str, p: &Json) -> Result<Json, Failure> {
        let vm = self.machine(p.text("vm")?)?;
        match method {
            "guest.read" => {
                let value = vm.read(
                    suite,
                    p.integer("offset")? as usize,
                    p.integer("width")? as usize,
                )?;
                Ok(object([("value", u64_text(value))]))
            }
            "guest.write" => {
                let (offset, width) = (p.integer("offset")? as usize, p.integer("width")? as usize);
                vm.write(suite, offset, width, p.u64("value")?).map(null)
            }
            "guest.readMemory" => {
                let bytes = vm.read_memory(suite, p.u64("address")?, p.integer("length")?)?;
                Ok(object([("bytes", bytes_text(&bytes))]))
            }
            "guest.writeMemory" => vm
                .write_memory(suite, p.u64("address")?, &p.bytes("bytes")?)
                .map(null),
            "guest.readSmmu" => Ok(object([(
                "value",
                vm.read_smmu(suite, p.integer("offset")?)?.into(),
            )])),
            "guest.writeSmmu" => vm
                .write_smmu(suite, p.integer("offset")?, p.integer("value")?)
                .map(null),
            "guest.configureStream" => {
                let words = [p.u64("word0")?, p.u64("word1")?];
                vm.configure_stream(suite, p.integer("streamId")?, words)
                    .map(null)
            }
            "guest.submit" => vm.submit(suite, &p.bytes("command")?).map(null),
            "guest.plug" => vm
                .plug(suite, p.text("device")?, p.integer("streamId")?)
                .map(plugged),
            "guest.unplug" => vm.unplug(suite, p.text("device")?).map(plugged),
            "guest.reset" => vm.reset(suite).map(null),
            "guest.shutDown" => vm.shut_down(suite).map(null),
            "guest.settle" => vm.settle(suite).map(null),
            "guest.windows" => {
                let windows = vm.windows(suite)?;
                let list = windows
                    .iter()
                    .map(|w| object([("offset", w.offset.into()), ("length", w.length.into())]));
                Ok(object([("windows", Json::List(list.collect()))]))
            }
            _ => Err(Failure::unknown_method(method)),
        }
    }

    fn machine(&self, name: &str) -> Result<Rc<VirtualMachine>, Failure> {
        let machines = self.machines.borrow();
        machines
            .get(name)
            .cloned()
            .ok_or_else(|| Failure::new(format!("no virtual machine is called {name}")))
    }
}

fn null((): ()) -> Json {
    Json::Null
}

fn plugged(outcome: Plugged) -> Json {
    match outcome {
        Plugged::Done => object([("ok", Json::Bool(true))]),
        Plugged::Refused(message) => {
            object([("ok", Json::Bool(false)), ("message", Json::Text(message))])
        }
    }
}

//! The methods of hardware, on the SMMUs of the current scenario.

mod smmu;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::connection::{Connection, Failure};
use crate::json::{object, u64_text, Json};
use smmu::Smmu;

pub const LAYER: &str = "hardware";

// TODO: add each capability when your hardware has it: physicalMemory, observe.commands, substitute.smmu.
pub const CAPABILITIES: [&str; 1] = ["registers"];

#[derive(Default)]
pub struct Layer {
    smmus: RefCell<HashMap<String, Rc<Smmu>>>,
}

impl Layer {
    /// Forgets the SMMUs of the last scenario.
    pub fn forget(&self) {
        self.smmus.borrow_mut().clear();
    }

    pub fn serve(&self, suite: &Connection, method: &str, p: &Json) -> Result<Json, Failure> {
        match method {
            "hardware.create" => {
                let description = p.member("smmu")?;
                let smmu = Smmu::create(suite, description)?;
                self.smmus
                    .borrow_mut()
                    .insert(description.text("name")?.to_string(), Rc::new(smmu));
                Ok(Json::Null)
            }
            "registers.read" => {
                let smmu = self.smmu(p.text("smmu")?)?;
                let value = smmu.read(suite, p.integer("offset")?, p.integer("width")?)?;
                Ok(object([("value", u64_text(value))]))
            }
            "registers.write" => {
                let smmu = self.smmu(p.text("smmu")?)?;
                let (offset, width) = (p.integer("offset")?, p.integer("width")?);
                smmu.write(suite, offset, width, p.u64("value")?)?;
                Ok(Json::Null)
            }
            "registers.submit" => self
                .smmu(p.text("smmu")?)?
                .submit(suite, &p.bytes("commands")?),
            _ => Err(Failure::unknown_method(method)),
        }
    }

    fn smmu(&self, name: &str) -> Result<Rc<Smmu>, Failure> {
        let smmus = self.smmus.borrow();
        smmus
            .get(name)
            .cloned()
            .ok_or_else(|| Failure::new(format!("no SMMU is called {name}")))
    }
}

//! The SMMU: here goes your hardware.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::connection::{Connection, Failure};
use crate::json::{object, u64_text, Json};

const CMDQV_CONFIG: u32 = 0;
/// The block is switched on: CMDQV_EN is 1.
const CONFIG_OUT_OF_RESET: u32 = 0x20083;
const CMDQV_PARAM: u32 = 4;
const COMMAND_BYTES: usize = 16;
const WORD: u32 = 4;

/// An SMMU with its CMDQ-V block.
///
/// An `Err` fails the scenario, with its message as the reason.
pub struct Smmu {
    name: String,
    // TODO: replace this by the registers of your block.
    words: RefCell<HashMap<u32, u32>>,
}

impl Smmu {
    pub fn create(_suite: &Connection, description: &Json) -> Result<Smmu, Failure> {
        // TODO: answer Failure::cannot_be_built if this is no SMMU of yours.
        let mut words = HashMap::new();
        if let Some(block) = description.get("cmdqv") {
            let param = block.integer("version")?
                | block.integer("vcmdqsLog2")? << 4
                | block.integer("vintfsLog2")? << 8
                | block.integer("sidsLog2")? << 12;
            words.insert(CMDQV_CONFIG, CONFIG_OUT_OF_RESET);
            words.insert(CMDQV_PARAM, param);
        }
        Ok(Smmu {
            name: description.text("name")?.to_string(),
            words: RefCell::new(words),
        })
    }

    pub fn read(&self, _suite: &Connection, offset: u32, width: u32) -> Result<u64, Failure> {
        // TODO: read your block.
        let words = self.words.borrow();
        let word = |at: u32| u64::from(words.get(&at).copied().unwrap_or(0));
        Ok(if width == WORD {
            word(offset)
        } else {
            word(offset) | word(offset + WORD) << 32
        })
    }

    pub fn write(
        &self,
        _suite: &Connection,
        offset: u32,
        width: u32,
        value: u64,
    ) -> Result<(), Failure> {
        // TODO: write to your block, and be done with all that it sets going.
        let mut words = self.words.borrow_mut();
        words.insert(offset, value as u32);
        if width > WORD {
            words.insert(offset + WORD, (value >> 32) as u32);
        }
        Ok(())
    }

    pub fn submit(&self, suite: &Connection, commands: &[u8]) -> Result<Json, Failure> {
        // TODO: stop at a command that the SMMU's own queue does not take. This shows how a command is executed.
        let mut consumed = 0;
        for command in commands.chunks_exact(COMMAND_BYTES) {
            suite.call(
                "smmu.execute",
                object([
                    ("smmu", self.name.as_str().into()),
                    ("queue", object([("kind", "smmu".into())])),
                    ("word0", u64_text(word(&command[..8]))),
                    ("word1", u64_text(word(&command[8..]))),
                ]),
            )?;
            consumed += 1;
        }
        Ok(object([
            ("consumed", Json::from(consumed)),
            ("error", "none".into()),
        ]))
    }

    /// Tells of one edge of the CMDQ-V interrupt, and waits until it is handled. TODO: call it.
    #[allow(dead_code)]
    fn interrupt(&self, suite: &Connection) -> Result<(), Failure> {
        let told = object([("smmu", self.name.as_str().into())]);
        suite.call("registers.interrupt", told).map(|_| ())
    }
}

/// The 64-bit value of eight bytes.
fn word(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |value, byte| value << 8 | u64::from(*byte))
}

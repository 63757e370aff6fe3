//! An adapter to start from: it speaks the whole protocol. What is yours goes into `layer.rs`.

mod connection;
mod json;
mod layer;

use connection::{Connection, Failure, Handler};
use json::{object, Json};
use layer::{Layer, CAPABILITIES, LAYER};

// TODO: name your implementation.
const NAME: &str = "skeleton";

const PROTOCOL_VERSION: u32 = 2;

/// The methods of every adapter, and those of the layer.
#[derive(Default)]
struct Adapter {
    layer: Layer,
}

impl Handler for Adapter {
    fn serve(&self, suite: &Connection, method: &str, p: &Json) -> Result<Json, Failure> {
        match method {
            "initialize" => Ok(offer()),
            "echo" => Ok(p.clone()),
            "reset" => {
                self.layer.forget();
                Ok(Json::Null)
            }
            "shutdown" => {
                suite.stop();
                Ok(Json::Null)
            }
            _ => self.layer.serve(suite, method, p),
        }
    }
}

fn offer() -> Json {
    object([
        ("protocolVersion", PROTOCOL_VERSION.into()),
        (
            "implementation",
            object([
                ("name", NAME.into()),
                ("version", env!("CARGO_PKG_VERSION").into()),
            ]),
        ),
        ("layers", Json::List(vec![LAYER.into()])),
        (
            "capabilities",
            Json::List(CAPABILITIES.map(Json::from).to_vec()),
        ),
    ])
}

fn main() {
    let adapter = Adapter::default();
    Connection::new(&adapter).run();
}

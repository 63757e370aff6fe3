//! JSON-RPC 2.0 in lines, over standard input and output.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::io::{stdin, stdout, Write};
use std::process::exit;

use crate::json::{object, Json, Unexpected};

const IMPLEMENTATION_ERROR: i32 = -32000;
const CANNOT_BE_BUILT: i32 = -32001;
const UNKNOWN_METHOD: i32 = -32601;

/// Served even while a call waits: the suite does not answer the call before.
const EVENTS: [&str; 2] = ["host.readable", "registers.interrupt"];

/// Why a request fails, and with it the scenario.
#[derive(Debug)]
pub struct Failure {
    code: i32,
    message: String,
}

impl Failure {
    /// The implementation could not do what was asked.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure {
            code: IMPLEMENTATION_ERROR,
            message: message.into(),
        }
    }

    /// The layer cannot be what it is asked to be; where it is made, the scenario does not apply to it.
    #[allow(dead_code)]
    pub fn cannot_be_built(message: impl Into<String>) -> Failure {
        Failure {
            code: CANNOT_BE_BUILT,
            message: message.into(),
        }
    }

    pub fn unknown_method(method: &str) -> Failure {
        Failure {
            code: UNKNOWN_METHOD,
            message: format!("no method {method}"),
        }
    }
}

impl From<Unexpected> for Failure {
    fn from(Unexpected(message): Unexpected) -> Failure {
        Failure::new(message)
    }
}

/// Answers requests. It may be asked again while it calls the suite: no `RefCell` may be borrowed during a call.
pub trait Handler {
    fn serve(&self, suite: &Connection, method: &str, params: &Json) -> Result<Json, Failure>;
}

/// One end of the conversation. Requests are served one at a time, in the order in which they came.
pub struct Connection<'h> {
    handler: &'h dyn Handler,
    read: RefCell<VecDeque<Json>>,
    postponed: RefCell<VecDeque<Json>>,
    answers: RefCell<HashMap<u32, Json>>,
    last_id: Cell<u32>,
    running: Cell<bool>,
}

impl<'h> Connection<'h> {
    pub fn new(handler: &'h dyn Handler) -> Connection<'h> {
        Connection {
            handler,
            read: RefCell::default(),
            postponed: RefCell::default(),
            answers: RefCell::default(),
            last_id: Cell::new(0),
            running: Cell::new(true),
        }
    }

    /// Serves until `stop`.
    pub fn run(&self) {
        while self.running.get() {
            let postponed = self.postponed.borrow_mut().pop_front();
            self.answer(&postponed.unwrap_or_else(|| self.next_message()));
        }
    }

    /// Ends `run` after the request that is being served.
    pub fn stop(&self) {
        self.running.set(false);
    }

    /// Asks the suite and waits for the result. Events that arrive meanwhile are served; other requests wait, unless it is an event
    /// that is told.
    pub fn call(&self, method: &str, params: Json) -> Result<Json, Failure> {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        send(vec![
            ("id", id.into()),
            ("method", method.into()),
            ("params", params),
        ]);
        loop {
            if let Some(answer) = self.answers.borrow_mut().remove(&id) {
                return match answer.get("result") {
                    Some(result) => Ok(result.clone()),
                    None => Err(Failure::new(format!(
                        "{method}: {}",
                        answer.member("error")?
                    ))),
                };
            }
            let message = self.next_message();
            match message.get("method").and_then(Json::as_text) {
                None => {
                    self.answers
                        .borrow_mut()
                        .insert(message.integer("id")?, message);
                }
                Some(asked) if EVENTS.contains(&asked) || EVENTS.contains(&method) => {
                    self.answer(&message)
                }
                Some(_) => self.postponed.borrow_mut().push_back(message),
            }
        }
    }

    /// Tells the suite; there is no answer.
    #[allow(dead_code)]
    pub fn notify(&self, method: &str, params: Json) {
        send(vec![("method", method.into()), ("params", params)]);
    }

    fn answer(&self, request: &Json) {
        let method = request
            .get("method")
            .and_then(Json::as_text)
            .unwrap_or_default();
        let outcome =
            match self
                .handler
                .serve(self, method, request.get("params").unwrap_or(&Json::Null))
            {
                Ok(result) => ("result", result),
                Err(Failure { code, message }) => {
                    eprintln!("{method}: {message}");
                    (
                        "error",
                        object([
                            ("code", Json::Number(code.into())),
                            ("message", Json::Text(message)),
                        ]),
                    )
                }
            };
        if let Some(id) = request.get("id") {
            send(vec![("id", id.clone()), outcome]);
        }
    }

    /// The next message; the end of the input is the end of the program.
    fn next_message(&self) -> Json {
        loop {
            if let Some(message) = self.read.borrow_mut().pop_front() {
                return message;
            }
            let mut line = String::new();
            match stdin().read_line(&mut line) {
                Ok(0) => exit(0),
                Ok(_) => {}
                Err(error) => give_up(&error.to_string()),
            }
            match Json::parse(&line) {
                Ok(Json::List(batch)) => self.read.borrow_mut().extend(batch),
                Ok(message) => self.read.borrow_mut().push_back(message),
                Err(Unexpected(reason)) => give_up(&reason),
            }
        }
    }
}

fn send(members: Vec<(&str, Json)>) {
    let mut all = vec![("jsonrpc".to_string(), Json::from("2.0"))];
    all.extend(
        members
            .into_iter()
            .map(|(name, value)| (name.to_string(), value)),
    );
    let mut output = stdout().lock();
    if writeln!(output, "{}", Json::Object(all))
        .and_then(|()| output.flush())
        .is_err()
    {
        exit(0); // the suite has gone
    }
}

fn give_up(reason: &str) -> ! {
    eprintln!("{reason}");
    exit(1)
}

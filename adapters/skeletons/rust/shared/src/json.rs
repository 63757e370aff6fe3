//! JSON, as much as the protocol needs.

use std::fmt;

/// A JSON value. Numbers of the protocol fit 32 bits, so that `f64` holds them exactly.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// A value is missing or of another kind than expected; the message says which.
#[derive(Debug)]
pub struct Unexpected(pub String);

/// Makes an object: `object([("status", Json::from("OK"))])`.
pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(
        members
            .into_iter()
            .map(|(name, value)| (name.to_string(), value))
            .collect(),
    )
}

/// A 64-bit value as it travels: hexadecimal digits after `0x`.
pub fn u64_text(value: u64) -> Json {
    Json::Text(format!("{value:#x}"))
}

/// Bytes as they travel: two hexadecimal digits each.
#[allow(dead_code)]
pub fn bytes_text(bytes: &[u8]) -> Json {
    Json::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

impl Json {
    /// Reads one value, which is all of the text.
    pub fn parse(text: &str) -> Result<Json, Unexpected> {
        let mut parser = Parser { text, at: 0 };
        let value = parser.value()?;
        parser.space();
        if parser.at < text.len() {
            return Err(parser.unexpected());
        }
        Ok(value)
    }

    /// The member of an object; `None` if there is none of that name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn member(&self, name: &str) -> Result<&Json, Unexpected> {
        self.get(name)
            .ok_or_else(|| Unexpected(format!("there is no {name}")))
    }

    pub fn text(&self, name: &str) -> Result<&str, Unexpected> {
        self.member(name)?
            .as_text()
            .ok_or_else(|| Unexpected(format!("{name} is no text")))
    }

    pub fn integer(&self, name: &str) -> Result<u32, Unexpected> {
        match self.member(name)? {
            Json::Number(number) => Ok(*number as u32),
            _ => Err(Unexpected(format!("{name} is no number"))),
        }
    }

    #[allow(dead_code)]
    pub fn list(&self, name: &str) -> Result<&[Json], Unexpected> {
        match self.member(name)? {
            Json::List(elements) => Ok(elements),
            _ => Err(Unexpected(format!("{name} is no list"))),
        }
    }

    pub fn u64(&self, name: &str) -> Result<u64, Unexpected> {
        let digits = self.text(name)?.strip_prefix("0x");
        digits
            .and_then(|digits| u64::from_str_radix(digits, 16).ok())
            .ok_or_else(|| Unexpected(format!("{name} is no 64-bit value")))
    }

    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, Unexpected> {
        let digits = self.text(name)?;
        let pair = |at: usize| {
            digits
                .get(at..at + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        };
        (0..digits.len())
            .step_by(2)
            .map(|at| pair(at).ok_or_else(|| Unexpected(format!("{name} is not bytes"))))
            .collect()
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_string())
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Json {
        Json::Number(f64::from(number))
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => write!(f, "null"),
            Json::Bool(flag) => write!(f, "{flag}"),
            Json::Number(number) => write!(f, "{number}"),
            Json::Text(text) => write_text(f, text),
            Json::List(elements) => {
                write!(f, "[")?;
                for (index, element) in elements.iter().enumerate() {
                    write!(f, "{}{element}", if index == 0 { "" } else { "," })?;
                }
                write!(f, "]")
            }
            Json::Object(members) => {
                write!(f, "{{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    write!(f, "{}", if index == 0 { "" } else { "," })?;
                    write_text(f, name)?;
                    write!(f, ":{value}")?;
                }
                write!(f, "}}")
            }
        }
    }
}

fn write_text(f: &mut fmt::Formatter, text: &str) -> fmt::Result {
    write!(f, "\"")?;
    for character in text.chars() {
        match character {
            '"' | '\\' => write!(f, "\\{character}")?,
            control if control < ' ' => write!(f, "\\u{:04x}", control as u32)?,
            other => write!(f, "{other}")?,
        }
    }
    write!(f, "\"")
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn value(&mut self) -> Result<Json, Unexpected> {
        self.space();
        match self.peek() {
            Some('{') => self.object(),
            Some('[') => self.list(),
            Some('"') => Ok(Json::Text(self.string()?)),
            Some('n') => self.word("null", Json::Null),
            Some('t') => self.word("true", Json::Bool(true)),
            Some('f') => self.word("false", Json::Bool(false)),
            _ => self.number(),
        }
    }

    fn object(&mut self) -> Result<Json, Unexpected> {
        let mut members = Vec::new();
        self.expect('{')?;
        if self.skip('}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            let name = self.string()?;
            self.expect(':')?;
            members.push((name, self.value()?));
            if !self.skip(',') {
                break;
            }
        }
        self.expect('}')?;
        Ok(Json::Object(members))
    }

    fn list(&mut self) -> Result<Json, Unexpected> {
        let mut elements = Vec::new();
        self.expect('[')?;
        if self.skip(']') {
            return Ok(Json::List(elements));
        }
        loop {
            elements.push(self.value()?);
            if !self.skip(',') {
                break;
            }
        }
        self.expect(']')?;
        Ok(Json::List(elements))
    }

    fn string(&mut self) -> Result<String, Unexpected> {
        self.expect('"')?;
        let mut content = String::new();
        loop {
            match self.next()? {
                '"' => return Ok(content),
                '\\' => content.push(self.escaped()?),
                other => content.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Unexpected> {
        Ok(match self.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => self.code_point()?,
            other => other,
        })
    }

    /// After `\u`; what is above U+FFFF takes two escapes.
    fn code_point(&mut self) -> Result<char, Unexpected> {
        let first = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&first) || !self.text[self.at..].starts_with("\\u") {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        self.at += 2;
        let second = self.four_digits()?;
        let code = 0x10000 + ((first - 0xd800) << 10) + (second & 0x3ff);
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, Unexpected> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = digits.ok_or_else(|| self.unexpected())?;
        self.at += 4;
        Ok(code)
    }

    fn number(&mut self) -> Result<Json, Unexpected> {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'))
            .unwrap_or(rest.len());
        let number = rest[..end].parse().map_err(|_| self.unexpected())?;
        self.at += end;
        Ok(Json::Number(number))
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, Unexpected> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.unexpected());
        }
        self.at += word.len();
        Ok(value)
    }

    fn space(&mut self) {
        self.at = self.text.len()
            - self.text[self.at..]
                .trim_start_matches([' ', '\t', '\r', '\n'])
                .len();
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Result<char, Unexpected> {
        let character = self.peek().ok_or_else(|| self.unexpected())?;
        self.at += character.len_utf8();
        Ok(character)
    }

    /// Takes the character, after space, if it comes next.
    fn skip(&mut self, wanted: char) -> bool {
        self.space();
        let there = self.peek() == Some(wanted);
        if there {
            self.at += wanted.len_utf8();
        }
        there
    }

    fn expect(&mut self, wanted: char) -> Result<(), Unexpected> {
        if self.skip(wanted) {
            return Ok(());
        }
        Err(self.unexpected())
    }

    fn unexpected(&self) -> Unexpected {
        Unexpected(format!(
            "no JSON at character {} of {:.80}",
            self.at, self.text
        ))
    }
}

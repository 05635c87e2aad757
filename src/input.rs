//! What somebody sent, read as the type that is asked for.
//!
//! What does not fit is told in Chinese with a pointer to the place: readers of the types speak English,
//! and only by their messages, so those are understood here, in one place. A type with a grammar of its
//! own says in Chinese what it takes, and that goes out as it is.

use serde::de::DeserializeOwned;
use serde_json::{Value, error::Category};
use serde_path_to_error::{Path, Segment};

use crate::fault::{Code, Fault, FieldFault};

/// Said where nothing more is known.
const UNFIT: &str = "格式不正确";
/// Said of the character that no store has to take, and that nobody types.
const NULL: &str = "不能含有空字符（U+0000）";

/// Reads JSON.
pub fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, Fault> {
    if text.contains(&b'\\')
        && text.windows(6).any(|it| it == b"\\u0000")
        && let Ok(value) = serde_json::from_slice(text)
    {
        refuse_null(&value)?;
    }
    // Nearly all that is sent is sound; keeping track of the place costs more than reading.
    serde_json::from_slice(text).or_else(|_| from_json_told(text))
}

/// Reads JSON, and tells where it does not fit.
fn from_json_told<T: DeserializeOwned>(text: &[u8]) -> Result<T, Fault> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| match error.inner().classify() {
        // Sound JSON of another shape.
        Category::Data => Fault::fields(vec![misfit(error.path(), &error.inner().to_string())]),
        Category::Io | Category::Syntax | Category::Eof => malformed(error.inner()),
    })?;
    reader.end().map_err(|error| malformed(&error))?;
    Ok(read)
}

/// Reads a JSON value.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Fault> {
    refuse_null(&value)?;
    serde_path_to_error::deserialize(value)
        .map_err(|error| Fault::fields(vec![misfit(error.path(), &error.inner().to_string())]))
}

/// Reads the parameters of an address.
pub fn from_query<T: DeserializeOwned>(query: &str) -> Result<T, Fault> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    if query.contains("%00")
        && let Some((name, _)) = pairs.find(|(name, value)| name.contains('\0') || value.contains('\0'))
    {
        return Err(unfit_parameter(FieldFault { pointer: format!("/{}", escaped(&name)), detail: NULL.into() }));
    }
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(reader)
        .map_err(|error| unfit_parameter(misfit(error.path(), &error.inner().to_string())))
}

fn unfit_parameter(field: FieldFault) -> Fault {
    let detail = format!("参数 {}：{}", field.pointer.trim_start_matches('/'), field.detail);
    let mut fault = Fault::new(Code::MalformedQuery).with_detail(detail);
    fault.fields = vec![field];
    fault
}

/// Refuses text with a null character: PostgreSQL has no place for it.
fn refuse_null(value: &Value) -> Result<(), Fault> {
    let mut pointer = String::new();
    if has_null(value, &mut pointer) { Err(Fault::field(pointer, NULL)) } else { Ok(()) }
}

/// Whether there is one; then with the place.
fn has_null(value: &Value, pointer: &mut String) -> bool {
    let mut is_below = |key: &str, value: &Value| {
        let above = pointer.len();
        *pointer += "/";
        *pointer += &escaped(key);
        let found = key.contains('\0') || has_null(value, pointer);
        if !found {
            pointer.truncate(above);
        }
        found
    };
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().enumerate().any(|(index, item)| is_below(&index.to_string(), item)),
        Value::Object(fields) => fields.iter().any(|(key, value)| is_below(key, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn malformed(error: &serde_json::Error) -> Fault {
    let detail = match (error.is_eof(), error.line(), error.column()) {
        (true, ..) => "正文为空或不完整".to_owned(),
        (false, line, column) => format!("第 {line} 行第 {column} 个字节附近有误"),
    };
    Fault::new(Code::MalformedJson).with_detail(detail)
}

/// What does not fit, where.
fn misfit(path: &Path, message: &str) -> FieldFault {
    let message = message.rfind(" at line ").map_or(message, |end| &message[..end]);
    let mut pointer = pointer(path);
    let (below, detail) = explain(message);
    if let Some(below) = below.map(escaped).filter(|below| !pointer.ends_with(&format!("/{below}"))) {
        pointer += "/";
        pointer += &below;
    }
    FieldFault { pointer, detail }
}

/// The JSON pointer (RFC 6901) of a path.
fn pointer(path: &Path) -> String {
    let segments = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(escaped(key)),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    segments.flat_map(|segment| ["/".to_owned(), segment]).collect()
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// What a reader's message says, and the field below the place where it stands.
fn explain(message: &str) -> (Option<&str>, String) {
    if let Some(field) = message.strip_prefix("missing field ") {
        return (quoted(field).next(), "缺少这一项".into());
    }
    if let Some(rest) = message.strip_prefix("duplicate field ") {
        return (quoted(rest).next(), "出现了不止一次".into());
    }
    if let Some(rest) = message.strip_prefix("unknown field ") {
        let mut names = quoted(rest);
        let field = names.next();
        let known: Vec<_> = names.collect();
        let detail = if known.is_empty() { String::new() } else { format!("；可以填写：{}", known.join("、")) };
        return (field, format!("没有这一项{detail}"));
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        let values: Vec<_> = quoted(rest).skip(1).collect();
        return (None, format!("应当是 {}", values.join("、")));
    }
    (None, told(message).unwrap_or_else(|| UNFIT.into()))
}

/// The names between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn told(message: &str) -> Option<String> {
    // Of a type with a grammar of its own.
    if !message.is_ascii() && !message.starts_with("invalid ") {
        return Some(message.to_owned());
    }
    if message.starts_with("invalid type: ") || message.starts_with("invalid value: ") {
        // What was sent is told first and may hold anything; what is expected never holds the word.
        let (_, expected) = message.rsplit_once("expected ")?;
        return kind(expected);
    }
    // Parameters of an address are text first.
    match message {
        "invalid digit found in string" | "cannot parse integer from empty string" => Some("应当是整数".into()),
        "number too large to fit in target type" | "number too small to fit in target type" => {
            Some("超出了范围".into())
        }
        "provided string was not `true` or `false`" => Some("应当是 true 或 false".into()),
        _ => None,
    }
}

/// A kind of value by its English name.
fn kind(expected: &str) -> Option<String> {
    let integers = |from: i128, to: i128| Some(format!("应当是 {from} 至 {to} 的整数"));
    match expected {
        "u8" => integers(0, u8::MAX.into()),
        "u16" => integers(0, u16::MAX.into()),
        "u32" => integers(0, u32::MAX.into()),
        "i64" | "u64" | "usize" => Some("应当是整数".into()),
        "f64" | "f32" => Some("应当是数".into()),
        "a string" | "string" | "string or map" | "variant identifier" => Some("应当是文本".into()),
        "a boolean" => Some("应当是 true 或 false".into()),
        "a sequence" => Some("应当是列表".into()),
        "a map" | "map" => Some("应当是对象".into()),
        other if other.starts_with("struct ") => Some("应当是对象".into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::{attempt::SaveInput, contest::ContestInput, domain::contest::Review, people::LoginInput};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Query {
        limit: Option<u16>,
        review: Option<Review>,
        #[serde(default)]
        dry_run: bool,
        unit: i64,
    }

    fn told<T: std::fmt::Debug>(read: Result<T, Fault>) -> (Code, String) {
        let fault = read.expect_err("refused");
        let fields: Vec<_> = fault.fields.iter().map(|it| format!("{} {}", it.pointer, it.detail)).collect();
        (fault.code, if fields.is_empty() { fault.detail.unwrap_or_default() } else { fields.join("；") })
    }

    #[test]
    fn what_does_not_fit_is_told_by_its_pointer_in_chinese() {
        let save = |text: &str| told(from_json::<SaveInput>(text.as_bytes()));
        let cases = [
            ("{}", "/device 缺少这一项"),
            (r#"{"device":"1","answers":[]}"#, "/device 应当是 0 至 255 的整数"),
            (r#"{"device":-1,"answers":[]}"#, "/device 应当是 0 至 255 的整数"),
            (r#"{"device":1,"answers":{}}"#, "/answers 应当是列表"),
            (r#"{"device":1,"answers":[{"question":1,"n":1},7]}"#, "/answers/1 应当是对象"),
            (r#"{"device":1,"answers":[{"question":70000,"n":1}]}"#, "/answers/0/question 应当是 0 至 65535 的整数"),
            (r#"{"device":1,"answers":[{"n":1}]}"#, "/answers/0/question 缺少这一项"),
            (r#"{"device":1,"answers":[{"question":1,"n":1,"answer":true}]}"#, "/answers/0/answer 应当是文本"),
            (r#"{"device":1,"answer":[]}"#, "/answer 没有这一项；可以填写：device、answers"),
            (r#"{"device":1,"device":2,"answers":[]}"#, "/device 出现了不止一次"),
            (r#""expected struct""#, " 应当是对象"),
            ("[]", " 格式不正确"),
        ];
        for (text, expected) in cases {
            assert_eq!(save(text), (Code::InvalidInput, expected.into()), "{text}");
        }
    }

    #[test]
    fn json_that_is_none_is_told_by_its_place() {
        let save = |text: &str| told(from_json::<SaveInput>(text.as_bytes()));
        let cases = [
            ("", "正文为空或不完整"),
            ("{\"device\":", "正文为空或不完整"),
            ("{\"device\":1,\n\"answers\":[}", "第 2 行第 12 个字节附近有误"),
            ("{\"device\":1,\"answers\":[]}}", "第 1 行第 26 个字节附近有误"),
            ("{\"device\":1,\"answers\":[]", "正文为空或不完整"),
        ];
        for (text, expected) in cases {
            assert_eq!(save(text), (Code::MalformedJson, expected.into()), "{text}");
        }
    }

    #[test]
    fn settings_that_do_not_fit_are_told_as_deep_as_they_stand() {
        let base = serde_json::json!({
            "texts": { "name": "竞赛", "host": "安委办" },
            "opens": "2026-06-01T09:00:00+08:00", "closes": "2026-06-30T18:00:00+08:00",
        });
        let with = |pointer: &str, value: Value| {
            let mut settings = base.clone();
            let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
            settings.pointer_mut(parent).and_then(Value::as_object_mut).expect("there").insert(key.into(), value);
            told(from_value::<ContestInput>(settings)).1
        };
        assert_eq!(with("/opens", "明天".into()), "/opens 应当是带时区的时间，例如 2026-06-01T09:00:00+08:00");
        assert_eq!(
            with("/rules", serde_json::json!({ "review": "soon" })),
            "/rules/review 应当是 at_once、after_close、never"
        );
        assert_eq!(with("/rules", serde_json::json!({ "review": 3 })), "/rules/review 应当是文本");
        assert_eq!(with("/rules", serde_json::json!({ "prizes": "yes" })), "/rules/prizes 应当是 true 或 false");
        assert!(with("/texts/a~b", 1.into()).starts_with("/texts/a~0b 没有这一项；可以填写：name、host"));
    }

    #[test]
    fn whoever_signs_in_is_told_what_is_missing() {
        let login = |text: &str| told(from_json::<LoginInput>(text.as_bytes())).1;
        assert_eq!(login(r#"{"password":"x"}"#), " 应当填写 login，或者 unit 和 employee_number");
        assert_eq!(login(r#"{"login":"a"}"#), "/password 缺少这一项");
        assert_eq!(login(r#"{"login":1,"password":"x"}"#), "/login 应当是文本");
        assert_eq!(login(r#"{"unit":"1","employee_number":"1","password":"x"}"#), "/unit 应当是整数");
        let both = r#"{"login":"a","unit":1,"employee_number":"1","password":"x"}"#;
        assert_eq!(login(both), " 应当填写 login，或者 unit 和 employee_number");
    }

    #[test]
    fn text_with_a_null_character_is_refused_wherever_it_stands() {
        let read = |text: &str| from_json::<Value>(text.as_bytes());
        let cases = [
            (r#""\u0000""#, " 不能含有空字符（U+0000）"),
            (r#"{"texts":{"name":"a\u0000b"}}"#, "/texts/name 不能含有空字符（U+0000）"),
            (r#"[["a"],[1,null,"b"],["c\n","\u0000"]]"#, "/2/1 不能含有空字符（U+0000）"),
            (r#"{"a":{"b":1},"c":"\u0000"}"#, "/c 不能含有空字符（U+0000）"),
            (r#"{"a\u0000":1}"#, "/a\0 不能含有空字符（U+0000）"),
        ];
        for (text, expected) in cases {
            assert_eq!(told(read(text)), (Code::InvalidInput, expected.into()), "{text}");
            let value = serde_json::from_str::<Value>(text).expect("JSON");
            assert_eq!(told(from_value::<Value>(value)).1, expected, "{text}");
        }
        // A backslash and what only looks like it.
        assert_eq!(read(r#""\\u0000""#).expect("sound"), Value::from("\\u0000"));
        let parameter = told(from_query::<Query>("unit=1&lim%00it=1"));
        assert_eq!(parameter, (Code::MalformedQuery, "/lim\0it 不能含有空字符（U+0000）".into()));
        let parameter = told(from_query::<Query>("unit=%00"));
        assert_eq!(parameter, (Code::MalformedQuery, "/unit 不能含有空字符（U+0000）".into()));
    }

    #[test]
    fn parameters_that_do_not_fit_are_told_by_name() {
        let cases = [
            ("", "/unit 缺少这一项"),
            ("unit=x", "/unit 应当是整数"),
            ("unit=", "/unit 应当是整数"),
            ("unit=1&limit=70000", "/limit 超出了范围"),
            ("unit=1&review=soon", "/review 应当是 at_once、after_close、never"),
            ("unit=1&dry_run=ja", "/dry_run 应当是 true 或 false"),
            ("unit=1&page=2", "/page 没有这一项；可以填写：limit、review、dry_run、unit"),
            ("unit=1&unit=2", "/unit 出现了不止一次"),
        ];
        for (query, expected) in cases {
            assert_eq!(told(from_query::<Query>(query)), (Code::MalformedQuery, expected.into()), "{query}");
        }
        let fault = from_query::<Query>("unit=x").expect_err("refused");
        assert_eq!(fault.detail.as_deref(), Some("参数 unit：应当是整数"));
    }
}

//! XML as small trees, of files that nobody vouches for: no DOCTYPE, so no entities of the file's own and none
//! from elsewhere; no more elements and no deeper than any bank needs.

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_html5_entity,
    events::{BytesRef, BytesStart, Event},
};

use super::Refused;

/// Elements and attributes of a tree: a question takes some hundred.
const MOST_PARTS: usize = 10_000;
const MOST_ATTRIBUTES: usize = 64;
const DEEPEST: usize = 64;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// As [`folded`] makes it, so that one name serves for versions that write it differently.
    pub name: String,
    attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| if let Node::Element(element) = node { Some(element) } else { None })
    }

    /// The children of that name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.elements().filter(move |element| element.name == name)
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// Those of that name at any depth.
    pub fn within<'e>(&'e self, name: &str) -> Vec<&'e Self> {
        let mut found = Vec::new();
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            }
            found.extend(element.within(name));
        }
        found
    }

    /// All the text in it.
    pub fn text(&self) -> String {
        self.children.iter().fold(String::new(), |text, node| match node {
            Node::Text(more) => text + more,
            Node::Element(element) => text + &element.text(),
        })
    }
}

/// `qti-choice-interaction` and `choiceInteraction` are one name.
fn folded(name: &str) -> String {
    let name = name.strip_prefix("qti-").unwrap_or(name);
    name.chars().filter(|character| *character != '-').map(|character| character.to_ascii_lowercase()).collect()
}

/// The root of a document. The children of an element called `of` are handed to `take` one by one and not kept.
pub fn parse(
    text: &str,
    of: Option<&str>,
    mut take: impl FnMut(Element) -> Result<(), Refused>,
) -> Result<Element, Refused> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut parts = 0;
    loop {
        let event = reader.read_event().map_err(|error| malformed(text, reader.error_position(), &error))?;
        let here = reader.buffer_position();
        let closed = match event {
            Event::DocType(_) => return Err(Refused::Doctype),
            Event::Start(_) if open.len() == DEEPEST => return Err(Refused::XmlTooLarge),
            Event::Start(start) => {
                open.push(element(&start, &mut parts).map_err(|error| malformed(text, here, &error))?);
                None
            }
            Event::Empty(start) => Some(element(&start, &mut parts).map_err(|error| malformed(text, here, &error))?),
            Event::End(_) => open.pop(),
            Event::Text(more) => {
                add_text(&mut open, &more.xml10_content());
                None
            }
            Event::CData(more) => {
                add_text(&mut open, &more.xml10_content());
                None
            }
            Event::GeneralRef(reference) => {
                let meant = resolve(&reference);
                add_text(&mut open, &meant.ok_or_else(|| malformed(text, here, &"不认识的实体"))?);
                None
            }
            Event::Eof => return Err(malformed(text, here, &"没有写完")),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => None,
        };
        if parts > MOST_PARTS {
            return Err(Refused::XmlTooLarge);
        }
        if let Some(closed) = closed {
            match &mut open[..] {
                [] => return Ok(closed),
                [.., parent] if of == Some(parent.name.as_str()) => {
                    parts = 0;
                    take(closed)?;
                }
                [.., parent] => parent.children.push(Node::Element(closed)),
            }
        }
    }
}

fn malformed(text: &str, at: u64, why: &dyn std::fmt::Display) -> Refused {
    let before = usize::try_from(at).ok().and_then(|at| text.get(..at)).unwrap_or(text);
    Refused::MalformedXml { line: before.matches('\n').count() + 1, why: why.to_string() }
}

fn add_text(open: &mut [Element], more: &str) {
    let Some(element) = open.last_mut() else { return };
    match element.children.last_mut() {
        Some(Node::Text(text)) => text.push_str(more),
        _ => element.children.push(Node::Text(more.to_owned())),
    }
}

/// Adds to `parts` what it consists of; attributes beyond the most that any element has are not looked at.
fn element(start: &BytesStart<'_>, parts: &mut usize) -> quick_xml::Result<Element> {
    let mut element = Element { name: folded(start.local_name().as_ref()), ..Element::default() };
    for attribute in start.attributes().take(MOST_ATTRIBUTES) {
        let attribute = attribute?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0)?.into_owned();
        element.attributes.push((folded(attribute.key.local_name().as_ref()), value));
    }
    *parts += 1 + element.attributes.len();
    Ok(element)
}

/// A character by its number, or one that XML or HTML has a name for.
pub fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Some(character.to_string()),
        Ok(None) => resolve_html5_entity(reference).map(str::to_owned),
        Err(_) => None,
    }
}

/// The name of the root, for the recognition of formats; none of what is no XML.
pub fn root_name(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => return Some(folded(start.local_name().as_ref())),
            Event::Text(more) if !more.trim().is_empty() => return None,
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        parse(text, None, |_| Ok(())).expect_err("refused").to_string()
    }

    #[test]
    fn entities_of_the_files_own_or_from_elsewhere_are_refused() {
        let laughs: Vec<_> = (1..9).map(|n| format!("<!ENTITY l{n} \"&l{0};&l{0};&l{0};&l{0};\">", n - 1)).collect();
        let laughs = laughs.concat();
        for text in [
            format!("<!DOCTYPE quiz [<!ENTITY l0 \"lol\">{laughs}]><quiz>&l8;</quiz>"),
            "<!DOCTYPE quiz SYSTEM \"http://127.0.0.1/a.dtd\"><quiz/>".into(),
            "<?xml version=\"1.0\"?><!DOCTYPE q [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><q>&x;</q>".into(),
            "<quiz/><!DOCTYPE quiz>".replace("<quiz/>", "<quiz>"),
        ] {
            assert_eq!(refused(&text), "含有 DOCTYPE 声明，不予读取", "{text}");
        }
        assert_eq!(refused("<quiz>\n&lol;</quiz>"), "第 2 行不合 XML 写法：不认识的实体");
    }

    #[test]
    fn a_tree_has_bounds() {
        assert_eq!(refused(&"<a>".repeat(100_000)), Refused::XmlTooLarge.to_string());
        assert_eq!(refused(&format!("<q>{}</q>", "<a/>".repeat(MOST_PARTS))), Refused::XmlTooLarge.to_string());
        let attributes = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect::<Vec<_>>().concat();
        assert!(
            parse(&format!("<q{attributes}/>"), None, |_| Ok(())).is_ok(),
            "more than an element has are left alone"
        );
        assert!(refused("<q><a></q>").starts_with("第 1 行"));
        assert_eq!(refused("<q>"), "第 1 行不合 XML 写法：没有写完");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[<>/a=\"&;! \\[\\]?x-]{0,40}") {
            let _ = (parse(&text, None, |_| Ok(())), root_name(&text));
        }
    }
}

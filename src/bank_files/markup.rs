//! Marked-up text as plain text. Marks of layout are dropped; what plain text cannot say (a picture, a table, a
//! formula) refuses the whole text rather than change what it says.

use quick_xml::{Reader, events::Event};

use super::xml::{self, Element, Node};

/// Elements that may go, and whether they stand in lines of their own.
const LAYOUT: [(&str, bool); 25] = [
    ("p", true),
    ("div", true),
    ("ul", true),
    ("ol", true),
    ("li", true),
    ("h1", true),
    ("h2", true),
    ("h3", true),
    ("h4", true),
    ("blockquote", true),
    ("pre", true),
    ("contentbody", true),
    ("prompt", true),
    ("itembody", true),
    ("choiceinteraction", true),
    ("simplechoice", true),
    ("modalfeedback", true),
    ("span", false),
    ("font", false),
    ("b", false),
    ("strong", false),
    ("i", false),
    ("em", false),
    ("u", false),
    ("a", false),
];

/// Gathers text. A line break in the source is a blank; a line begins where the markup says so.
#[derive(Default)]
struct Plain {
    text: String,
    blank_is_due: bool,
}

impl Plain {
    fn add(&mut self, text: &str) {
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            let run = rest.find(|c: char| c.is_whitespace() != next.is_whitespace()).unwrap_or(rest.len());
            let (here, after) = rest.split_at(run);
            if next.is_whitespace() && here.contains(['\n', '\r']) {
                self.blank_is_due = true;
            } else {
                if std::mem::take(&mut self.blank_is_due) && !self.is_line_start() {
                    self.text.push(' ');
                }
                self.text.push_str(here);
            }
            rest = after;
        }
    }

    fn is_line_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }

    fn break_line(&mut self) {
        self.blank_is_due = false;
        self.text.push('\n');
    }

    fn begin_line(&mut self) {
        self.blank_is_due = false;
        if !self.is_line_start() {
            self.text.push('\n');
        }
    }

    /// An element of that name begins or ends here.
    fn mark(&mut self, name: &str) -> Result<(), String> {
        match LAYOUT.iter().find(|(known, _)| *known == name) {
            Some((_, true)) => self.begin_line(),
            Some((_, false)) => {}
            None => return Err(format!("含有 <{name}>，而试题只有文字")),
        }
        Ok(())
    }
}

/// The text of an HTML fragment, as editors in browsers write it.
pub fn of_html(html: &str) -> Result<String, String> {
    let mut reader = Reader::from_str(html);
    // `<br>` is never closed, and a `<p>` need not be.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut plain = Plain::default();
    loop {
        match reader.read_event().map_err(|_| "HTML 写法有误")? {
            Event::Start(mark) | Event::Empty(mark) => match &*mark.local_name().as_ref().to_ascii_lowercase() {
                "br" => plain.break_line(),
                name => plain.mark(name)?,
            },
            Event::End(mark) => match &*mark.local_name().as_ref().to_ascii_lowercase() {
                "br" => {}
                name => plain.mark(name)?,
            },
            Event::Text(text) => plain.add(&text),
            Event::CData(text) => plain.add(&text),
            Event::GeneralRef(reference) => {
                let meant = xml::resolve(&reference).ok_or_else(|| format!("不认识的实体 &{};", &*reference))?;
                // Editors write blanks so that browsers keep them.
                plain.add(if meant == "\u{A0}" { " " } else { &meant });
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => return Ok(plain.text),
        }
    }
}

/// The text of an element, without those elements in it that are of `without`.
pub fn of_tree(element: &Element, without: &[&str]) -> Result<String, String> {
    let mut plain = Plain::default();
    gather(element, without, &mut plain)?;
    Ok(plain.text)
}

fn gather(element: &Element, without: &[&str], plain: &mut Plain) -> Result<(), String> {
    plain.mark(&element.name)?;
    for node in &element.children {
        match node {
            Node::Text(text) => plain.add(text),
            Node::Element(inner) if inner.name == "br" => plain.break_line(),
            Node::Element(inner) if without.contains(&inner.name.as_str()) => plain.begin_line(),
            Node::Element(inner) => gather(inner, without, plain)?,
        }
    }
    plain.mark(&element.name)
}

#[cfg(test)]
mod tests {
    use super::of_html;
    use crate::bank_files::tidy;

    #[test]
    fn layout_goes_and_lines_stay() {
        for (html, text) in [
            ("<p>灯塔应当<b>何时</b>点灯？</p>", "灯塔应当何时点灯？"),
            ("<p>一</p>\n<p>二<br>三</p>", "一\n二\n三"),
            ("<p>\n  keep the\n  lamp\n</p>", "keep the lamp"),
            ("a &lt; b &amp;&nbsp;c&#65; &ldquo;d&rdquo;", "a < b & cA “d”"),
            ("<P CLASS=big>一<BR/>二</p></div>", "一\n二"),
            ("没有标记", "没有标记"),
            ("AT&T", "AT&T"),
        ] {
            assert_eq!(of_html(html).map(|found| tidy(&found)).as_deref(), Ok(text), "{html}");
        }
    }

    #[test]
    fn what_no_plain_text_can_say_is_refused_by_its_name() {
        for (html, name) in [
            ("看图：<img src=\"@@PLUGINFILE@@/a.png\">", "<img>"),
            ("10 m<sup>2</sup>", "<sup>"),
            ("<table><tr><td>1</td></tr></table>", "<table>"),
            ("<script>alert(1)</script>", "<script>"),
        ] {
            assert!(of_html(html).expect_err("refused").contains(name), "{html}");
        }
        assert!(of_html("a < b").is_err() && of_html("&lol;").is_err());
    }
}

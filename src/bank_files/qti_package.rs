//! Packages of QTI: a zip with a manifest that names the items, and keywords of each.

use std::io::{self, Cursor, Read, Write};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    MOST_ROWS, Refused, Row, qti,
    xml::{self, Element},
};
use crate::{
    domain::bank::finding::Line,
    sheet::{Unreadable, delimited::decode},
};

const MANIFEST: &str = "imsmanifest.xml";

/// Bytes that the parts of a package that are looked at may inflate to: an item takes some 3 kB.
const INFLATED: u64 = 200 << 20;
/// Bytes of one of them.
const LARGEST: u64 = 32 << 20;

/// An item to be written.
pub(super) struct Part {
    pub id: String,
    pub keywords: Vec<String>,
    pub xml: Vec<u8>,
}

type Archive<'f> = ZipArchive<Cursor<&'f [u8]>>;

/// The archive, once it is known that its list of parts is no larger than a bank's can be.
fn archive(file: &[u8]) -> Result<Archive<'_>, Refused> {
    let headers = file.windows(4).filter(|here| *here == b"PK\x01\x02").count();
    if headers > 2 * MOST_ROWS {
        return Err(Refused::TooManyRows);
    }
    ZipArchive::new(Cursor::new(file)).map_err(|_| Refused::NotAPackage)
}

pub(super) fn is_package(file: &[u8]) -> bool {
    archive(file).is_ok_and(|archive| archive.index_for_name(MANIFEST).is_some())
}

pub(super) fn read(file: &[u8]) -> Result<Vec<Row>, Refused> {
    let mut archive = archive(file)?;
    let mut room = INFLATED;
    let manifest = part(&mut archive, MANIFEST, &mut room)?.ok_or(Refused::NoManifest)?;
    let mut resources = Vec::new();
    // Resources by themselves: a manifest of many items is larger than a tree may be.
    xml::parse(&decode(&manifest)?, Some("resources"), |resource| {
        if resources.len() == MOST_ROWS {
            return Err(Refused::TooManyRows);
        }
        let kind = resource.attribute("type").unwrap_or_default();
        if kind.starts_with("imsqti_item") {
            resources.push((resource.attribute("href").unwrap_or_default().to_owned(), keywords(&resource)));
        }
        Ok(())
    })?;
    let mut rows = Vec::with_capacity(resources.len());
    for (number, (href, keywords)) in (1..).zip(resources) {
        rows.push(match part(&mut archive, &href, &mut room)? {
            None => Row::refused(Line(number), format!("压缩包里没有 {href}")),
            Some(bytes) => item(Line(number), &bytes, &keywords),
        });
    }
    Ok(rows)
}

/// A faulty item leaves the others readable.
fn item(line: Line, bytes: &[u8], keywords: &[String]) -> Row {
    let root = decode(bytes).map_err(Refused::from).and_then(|text| xml::parse(&text, None, |_| Ok(())));
    match root {
        Ok(root) if root.name == "assessmentitem" => qti::row(line, &root, keywords),
        Ok(root) => Row::refused(line, format!("是 {}，不是试题", root.name)),
        Err(error) => Row::refused(line, error.to_string()),
    }
}

fn keywords(resource: &Element) -> Vec<String> {
    resource.within("keyword").iter().map(|keyword| keyword.text()).collect()
}

/// Inflates a part and counts: what an archive says of its own size may be a lie. None where it is not there.
fn part(archive: &mut Archive<'_>, name: &str, room: &mut u64) -> Result<Option<Vec<u8>>, Refused> {
    let Some(index) = archive.index_for_name(name) else { return Ok(None) };
    let part = archive.by_index(index).map_err(|_| Refused::NotAPackage)?;
    let mut bytes = Vec::new();
    let most = LARGEST.min(*room);
    part.take(most + 1).read_to_end(&mut bytes).map_err(|_| Refused::NotAPackage)?;
    *room = room.checked_sub(bytes.len() as u64).filter(|_| bytes.len() as u64 <= most).ok_or(Unreadable::Inflated)?;
    Ok(Some(bytes))
}

pub(super) fn write(parts: &[Part]) -> Result<Vec<u8>, Refused> {
    let unwritable = |error: &dyn std::fmt::Display| Refused::Unwritable(error.to_string());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let manifest = manifest(parts).map_err(|error| unwritable(&error))?;
    let files = parts.iter().map(|part| (href(part), part.xml.as_slice()));
    for (name, bytes) in std::iter::once((MANIFEST.to_owned(), manifest.as_slice())).chain(files) {
        archive.start_file(name, SimpleFileOptions::default()).map_err(|error| unwritable(&error))?;
        archive.write_all(bytes).map_err(|error| unwritable(&error))?;
    }
    Ok(archive.finish().map_err(|error| unwritable(&error))?.into_inner())
}

fn href(part: &Part) -> String {
    format!("items/{}.xml", part.id)
}

fn manifest(parts: &[Part]) -> io::Result<Vec<u8>> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let manifest = out.create_element("manifest").with_attributes([
        ("xmlns", "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"),
        ("identifier", "ankao-question-bank"),
    ]);
    manifest.write_inner_content(|out| {
        out.create_element("metadata").write_inner_content(|out| {
            out.create_element("schema").write_text_content(BytesText::new("QTI Package"))?;
            out.create_element("schemaversion").write_text_content(BytesText::new("3.0.0"))?;
            Ok(())
        })?;
        out.create_element("organizations").write_empty()?;
        out.create_element("resources")
            .write_inner_content(|out| parts.iter().try_for_each(|part| resource(out, part)))?;
        Ok(())
    })?;
    Ok(out.into_inner())
}

fn resource(out: &mut Writer<Vec<u8>>, part: &Part) -> io::Result<()> {
    let href = href(part);
    let identifier = format!("resource-{}", part.id);
    let attributes = [("identifier", identifier.as_str()), ("type", "imsqti_item_xmlv3p0"), ("href", &href)];
    out.create_element("resource").with_attributes(attributes).write_inner_content(|out| {
        out.create_element("metadata").write_inner_content(|out| {
            let lom = out.create_element("lom").with_attribute(("xmlns", "http://ltsc.ieee.org/xsd/LOM"));
            lom.write_inner_content(|out| {
                out.create_element("general").write_inner_content(|out| {
                    part.keywords.iter().try_for_each(|keyword| {
                        out.create_element("keyword").write_inner_content(|out| {
                            let string = out.create_element("string").with_attribute(("language", "zh-CN"));
                            string.write_text_content(BytesText::new(keyword))?;
                            Ok(())
                        })?;
                        Ok(())
                    })
                })?;
                Ok(())
            })?;
            Ok(())
        })?;
        out.create_element("file").with_attribute(("href", href.as_str())).write_empty()?;
        Ok(())
    })?;
    Ok(())
}

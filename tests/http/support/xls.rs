//! A workbook as the Excel of 1997 wrote it, as small as can be: a compound file with one stream of
//! BIFF8 records.

/// Row and column from 0.
#[derive(Clone, Debug)]
pub enum Cell {
    Text(u16, u16, String),
    Number(u16, u16, f64),
    /// `=1+1`, with the value that it was saved with.
    Formula(u16, u16, f64),
}

const SECTOR: usize = 512;
/// Shorter streams live elsewhere in a compound file.
const SHORTEST_STREAM: usize = 4_096;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;

/// A workbook of one sheet.
pub fn workbook(cells: &[Cell]) -> Vec<u8> {
    let mut stream = stream(cells);
    let length = stream.len().max(SHORTEST_STREAM).next_multiple_of(SECTOR);
    stream.resize(length, 0);
    let sectors = u32::try_from(length / SECTOR).expect("few sectors");
    [header(), allocation(sectors), directory(u32::try_from(length).expect("short")), stream].concat()
}

fn header() -> Vec<u8> {
    let mut header = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    header.resize(24, 0);
    for field in [0x3E_u16, 3, 0xFFFE, 9, 6, 0, 0, 0] {
        header.extend(field.to_le_bytes());
    }
    for field in [0_u32, 1, 1, 0, 4_096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0] {
        header.extend(field.to_le_bytes());
    }
    header.resize(SECTOR, 0xFF);
    header
}

/// Sector 0 is this table, 1 the directory, the stream begins at 2.
fn allocation(sectors: u32) -> Vec<u8> {
    let mut table = vec![0xFFFF_FFFD, END_OF_CHAIN];
    table.extend((3..2 + sectors).chain([END_OF_CHAIN]));
    table.resize(SECTOR / 4, FREE);
    table.into_iter().flat_map(u32::to_le_bytes).collect()
}

fn directory(length: u32) -> Vec<u8> {
    let mut directory = [entry("Root Entry", 5, 1, END_OF_CHAIN, 0), entry("Workbook", 2, FREE, 2, length)].concat();
    directory.resize(SECTOR, 0);
    directory
}

fn entry(name: &str, kind: u8, child: u32, start: u32, length: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let named = u16::try_from(entry.len() + 2).expect("short");
    entry.resize(64, 0);
    entry.extend(named.to_le_bytes());
    entry.extend([kind, 1]);
    for field in [FREE, FREE, child] {
        entry.extend(field.to_le_bytes());
    }
    entry.resize(116, 0);
    for field in [start, length, 0] {
        entry.extend(field.to_le_bytes());
    }
    entry
}

fn stream(cells: &[Cell]) -> Vec<u8> {
    let name = unicode("Sheet1");
    let before = beginning(0x05).len() + 4 + 6 + 1 + name[2..].len() + 4;
    let position = u32::try_from(before).expect("short").to_le_bytes();
    let sheet_name = [&[6_u8], &name[2..]].concat();
    let bound = record(0x85, &[&position[..], &[0, 0], &sheet_name].concat());
    let mut stream = [beginning(0x05), bound, record(0x0A, &[])].concat();
    assert_eq!(stream.len(), before);
    stream.extend(beginning(0x10));
    for cell in cells {
        stream.extend(match cell {
            Cell::Text(row, column, text) => record(0x0204, &[place(*row, *column), unicode(text)].concat()),
            Cell::Number(row, column, value) => {
                record(0x0203, &[&place(*row, *column)[..], &value.to_le_bytes()].concat())
            }
            Cell::Formula(row, column, value) => {
                let one_and_one = [7, 0, 0x1E, 1, 0, 0x1E, 1, 0, 3];
                record(0x06, &[&place(*row, *column)[..], &value.to_le_bytes(), &[0; 6], &one_and_one].concat())
            }
        });
    }
    stream.extend(record(0x0A, &[]));
    stream
}

fn beginning(kind: u8) -> Vec<u8> {
    record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

fn place(row: u16, column: u16) -> Vec<u8> {
    [row, column, 0].into_iter().flat_map(u16::to_le_bytes).collect()
}

/// Length in characters, a byte that says two bytes each, the characters.
fn unicode(text: &str) -> Vec<u8> {
    let letters: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(letters.len()).expect("short").to_le_bytes();
    [&length[..], &[1], &letters.into_iter().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("short");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

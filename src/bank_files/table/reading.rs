//! Reading tables: the heading is found, and every line below it judged.

use super::{
    A, CITES, COLUMNS, DIFFICULTY, EXAMPLE, EXCLUDES, EXPLANATION, HEADING_WITHIN, ID, KEY, KIND, NEEDED, STATUTE,
    STEM, TOPICS, USAGE, is_title, plain,
};
use crate::{
    bank_files::{Draft, MOST_ROWS, Refused, Row, annex, tidy},
    domain::bank::{
        finding::Line,
        question::{JUDGMENT_OPTIONS, Kind, OptionSet},
    },
    sheet::{Cell, Line as SheetLine, Sheet, Source, Unreadable, delimited::as_written},
};

pub fn read(sheet: &Sheet) -> Result<Vec<Row>, Refused> {
    let places = sheet.lines.iter().take(HEADING_WITHIN).map(places).collect::<Result<Vec<_>, _>>()?;
    let missing = |places: &Places| NEEDED.iter().filter(|&&column| places[column].is_none()).count();
    let heading = places.iter().enumerate().min_by_key(|(_, places)| missing(places));
    let Some((heading, places)) = heading else { return Err(Unreadable::Nothing.into()) };
    let gaps = NEEDED.iter().filter(|&&column| places[column].is_none()).map(|&column| COLUMNS[column].0);
    let gaps = gaps.collect::<Vec<_>>().join("、");
    if !gaps.is_empty() {
        return Err(Refused::NoColumn(gaps));
    }
    let line = &sheet.lines[heading];
    let unknown: Vec<String> = line
        .cells
        .iter()
        .enumerate()
        .filter(|(at, _)| !places.contains(&Some(*at)))
        .filter_map(|(_, cell)| {
            if let Cell::Text(title) = cell { Some(format!("没有用到“{}”一列", title.trim())) } else { None }
        })
        .collect();
    let lines = sheet.lines[heading + 1..].iter().filter(|line| !is_example(line));
    let mut rows = Vec::new();
    for line in lines {
        if rows.len() == MOST_ROWS {
            return Err(Refused::TooManyRows);
        }
        // Said once, of the first of them.
        let notices = if rows.is_empty() { unknown.clone() } else { Vec::new() };
        let number = Line(usize::try_from(line.number).unwrap_or(usize::MAX));
        rows.push(Row::new(number, draft(line, places, sheet.source), notices));
    }
    Ok(rows)
}

type Places = [Option<usize>; COLUMNS.len()];

fn places(line: &SheetLine) -> Result<Places, Refused> {
    let mut places = [None; COLUMNS.len()];
    for (at, cell) in line.cells.iter().enumerate() {
        let Cell::Text(title) = cell else { continue };
        let title = plain(title);
        if let Some(column) = (0..COLUMNS.len()).find(|&column| is_title(column, &title))
            && places[column].replace(at).is_some()
        {
            return Err(Refused::ColumnTwice(COLUMNS[column].0));
        }
    }
    Ok(places)
}

fn is_example(line: &SheetLine) -> bool {
    let first = line.cells.iter().find(|cell| **cell != Cell::Empty);
    matches!(first, Some(Cell::Text(text)) if text.trim_start().starts_with(EXAMPLE))
}

fn draft(line: &SheetLine, places: &Places, source: Source) -> Result<Draft, Vec<String>> {
    let mut errors = Vec::new();
    let texts: [String; COLUMNS.len()] = std::array::from_fn(|column| {
        let cell = places[column].and_then(|at| line.cells.get(at)).unwrap_or(&Cell::Empty);
        text_of(cell, source).unwrap_or_else(|why| {
            errors.push(format!("{}{why}", COLUMNS[column].0));
            String::new()
        })
    });
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut draft = asked(&texts)?;
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    draft.id = some(&texts[ID]);
    draft.statute = some(&texts[STATUTE]);
    draft.explanation.clone_from(&texts[EXPLANATION]);
    draft.topics = annex::list_of(&texts[TOPICS]);
    draft.excludes = annex::list_of(&texts[EXCLUDES]);
    let mut note = |error: String| errors.push(error);
    if !texts[DIFFICULTY].is_empty() {
        draft.difficulty = annex::difficulty_of(&texts[DIFFICULTY]).map_err(&mut note).ok();
    }
    draft.usage = annex::usage_of(&texts[USAGE]).map_err(&mut note).unwrap_or_default();
    draft.cites = annex::cites_of(&texts[CITES]).map_err(&mut note).unwrap_or_default();
    if errors.is_empty() { Ok(draft) } else { Err(errors) }
}

fn text_of(cell: &Cell, source: Source) -> Result<String, &'static str> {
    match cell {
        Cell::Empty => Ok(String::new()),
        Cell::Text(text) if source == Source::Delimited => Ok(tidy(as_written(text))),
        Cell::Text(text) => Ok(tidy(text)),
        Cell::Number(value, zeros) => Ok(format!("{value:0>zeros$}")),
        Cell::Date => Err("被电子表格改成了日期，请将该列设为文本格式后重新填写"),
        Cell::Formula => Err("是公式，请粘贴为数值"),
        Cell::Other => Err("是错误值或逻辑值，请填写文字"),
    }
}

/// Kind, stem, options and key.
fn asked(texts: &[String; COLUMNS.len()]) -> Result<Draft, Vec<String>> {
    let kind = kind_of(&texts[KIND]).map_err(|error| vec![error])?;
    let options = &texts[A..KEY];
    let count = options.iter().rposition(|option| !option.is_empty()).map_or(0, |last| last + 1);
    let letters = |at: usize| char::from(b"ABCDEF"[at]);
    if let Some(gap) = options[..count].iter().position(String::is_empty) {
        return Err(vec![format!("选项{}是空的，而后面还有选项", letters(gap))]);
    }
    let options = &options[..count];
    let key = &texts[KEY];
    if kind == Kind::Judgment {
        let said = match key_of(key).map(|key| key.positions().map(usize::from).collect::<Vec<_>>()).as_deref() {
            // Where the options are not written out, A is the first of the two.
            Some([at]) => annex::truth(
                options.get(*at).map_or(JUDGMENT_OPTIONS.get(*at).copied(), |it| Some(it)).unwrap_or_default(),
            ),
            _ => None,
        };
        // F is 错 before it is the sixth option.
        let said = annex::truth(key).or(said);
        return said
            .map(|is_true| Draft::judgment(&texts[STEM], is_true))
            .ok_or_else(|| vec![format!("判断题的答案“{key}”应当是对或者错")]);
    }
    let key = key_of(key).ok_or_else(|| vec![format!("答案“{key}”应当是选项的字母，如 A 或者 AC")])?;
    if let Some(beyond) = key.positions().map(usize::from).find(|&at| at >= count) {
        return Err(vec![format!("答案 {} 不在选项中", letters(beyond))]);
    }
    let options = (0..).zip(options).map(|(at, text)| (text.clone(), key.positions().any(|it| it == at)));
    Draft::choice(kind, &texts[STEM], options.collect())
}

fn kind_of(text: &str) -> Result<Kind, String> {
    match text.trim_end_matches('题') {
        "单选" | "单项选择" => Ok(Kind::Single),
        "多选" | "多项选择" => Ok(Kind::Multiple),
        "判断" | "是非" => Ok(Kind::Judgment),
        "" => Err("没有填写题型".into()),
        _ => Err(format!("题型“{text}”不能导入，只有单选、多选、判断")),
    }
}

/// Letters in any order, with whatever stands between them.
fn key_of(text: &str) -> Option<OptionSet> {
    let mut bits = 0_u8;
    for character in text.chars() {
        let letter = match character {
            'Ａ'..='Ｆ' => char::from_u32(u32::from(character) - 0xFEE0)?,
            ',' | '，' | '、' | ';' | '；' | '|' | '/' | ' ' | '\n' => continue,
            other => other.to_ascii_uppercase(),
        };
        let position = u32::from(letter).checked_sub(u32::from('A')).filter(|at| *at < 6)?;
        if bits >> position & 1 == 1 {
            return None;
        }
        bits |= 1 << position;
    }
    OptionSet::from_bits(bits).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::*;
    use crate::{
        bank_files::samples::{errors, summary},
        sheet::delimited,
    };

    const FILE: &str = "安全生产知识竞赛题库,,,,,,,,\n\
        序号,试题类型*,题目,A,B,C,D,正确答案,答案解析,难易度,出题依据\n\
        1,单选题,灯塔应当何时点灯？,夜间,正午,清晨,假日,a,灯塔夜间点灯。,易,《灯塔法》第一条“夜间点灯”\n\
        2,多选题,守灯人应当做什么？,点灯,擦灯,钓鱼,唱歌,\"B、A\",,较难,\"《灯塔法》第二条\n《灯塔法》第三条\"\n\
        3,判断题,雾天可以熄灯。,,,,,×,,,\n\
        4,判断题,雾天不得熄灯。,错误,正确,,,B,,,\n\
        （示例）,单选,怎样填写？,甲,乙,丙,丁,A,,,\n";

    fn rows(text: &str) -> Vec<Row> {
        read(&delimited::parse(text.as_bytes()).expect("delimited")).expect("readable")
    }

    #[test]
    fn a_file_of_another_platform_is_read_in_any_encoding() {
        let plain = rows(FILE);
        assert_eq!(
            summary(&plain),
            [
                "3 单选 灯塔应当何时点灯？ [夜间|正午|清晨|假日] A",
                "4 多选 守灯人应当做什么？ [点灯|擦灯|钓鱼|唱歌] AB",
                "6 判断 雾天可以熄灯。 [] B",
                "7 判断 雾天不得熄灯。 [] A",
            ]
        );
        assert_eq!(plain[0].notices, ["没有用到“序号”一列"]);
        let draft = |at: usize| plain[at].read.as_ref().expect("read");
        assert_eq!((draft(0).difficulty, draft(1).difficulty, draft(2).difficulty), (Some(1), Some(4), None));
        assert_eq!(draft(0).cites[0].citation.phrase, "夜间点灯");
        assert_eq!(draft(1).cites.len(), 2);
        let gb18030 = GB18030.encode(FILE).0.into_owned();
        let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(FILE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [gb18030, utf16] {
            assert_eq!(read(&delimited::parse(&bytes).expect("delimited")).expect("readable"), plain);
        }
    }

    #[test]
    fn every_row_is_judged_by_itself() {
        let file = "题型,题干,选项A,选项B,选项C,选项D,答案,难度,用途,依据\n\
            填空题,灯塔____点灯。,,,,,夜间,,,\n\
            单选,何时？,=1+1,正午,清晨,假日,A,,,\n\
            单选,何时？,夜间,,清晨,假日,A,,,\n\
            单选,何时？,夜间,正午,清晨,假日,E,,,\n\
            多选,何时？,夜间,正午,清晨,假日,AA,,,\n\
            判断,何时？,,,,,也许,,,\n\
            单选,,夜间,正午,清晨,假日,A,,,\n\
            单选,何时？,夜间,正午,清晨,假日,A,六,考试,第一条之二\n\
            ,何时？,夜间,正午,清晨,假日,A,,,\n\
            单选,何时？,夜间,正午,清晨,假日,A,,,\n";
        let rows = rows(file);
        assert_eq!(summary(&rows), ["11 单选 何时？ [夜间|正午|清晨|假日] A"]);
        assert_eq!(
            errors(&rows),
            [
                "2 题型“填空题”不能导入，只有单选、多选、判断",
                "3 选项A是公式，请粘贴为数值",
                "4 选项B是空的，而后面还有选项",
                "5 答案 E 不在选项中",
                "6 答案“AA”应当是选项的字母，如 A 或者 AC",
                "7 判断题的答案“也许”应当是对或者错",
                "8 没有题干",
                "9 难度“六”应当是 1 至 5，或者易、较易、中、较难、难；用途“考试”应当是竞赛、练习或者不限；\
                 依据“第一条之二”看不懂，应当写成：《法规名》第几条第几款“条文里的短语”，每条一行",
                "10 没有填写题型",
            ]
        );
    }

    #[test]
    fn a_table_without_its_columns_is_refused() {
        let refused =
            |text: &str| read(&delimited::parse(text.as_bytes()).expect("delimited")).expect_err("refused").to_string();
        assert_eq!(refused("题干,难度\n何时？,1\n"), "表头缺少：题型、答案");
        assert_eq!(refused("题型,题干,题目,答案\n"), "有两列都是“题干”");
    }
}

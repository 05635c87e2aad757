//! The text of a statute, cut into articles, to check citations against.

use std::collections::BTreeMap;

/// The text of a statute. A text may be an excerpt; then it has only the articles that stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatuteText {
    pub title: String,
    articles: BTreeMap<u16, Article>,
}

/// 条: the paragraphs (款) in order, each with its items (项).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    paragraphs: Vec<String>,
}

impl StatuteText {
    /// Reads a plain text: the title on the first line, up to ｜ or （; an article begins where a line
    /// begins with 第…条, and ends at the next or at the heading of a chapter or section.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        let title = lines.next().unwrap_or_default().split(['｜', '（']).next().unwrap_or_default().trim();
        let mut articles = BTreeMap::<u16, Article>::new();
        let mut open = None;
        for line in lines {
            if let Some((number, rest)) = article_heading(line) {
                open = Some(number);
                articles.entry(number).or_default().add_line(rest);
            } else if heading(line, &['编', '章', '节']).is_some() {
                open = None;
            } else if let Some(number) = open {
                articles.entry(number).or_default().add_line(line);
            }
        }
        Self { title: title.to_owned(), articles }
    }

    #[must_use]
    pub fn article(&self, number: u16) -> Option<&Article> {
        self.articles.get(&number)
    }
}

impl Article {
    #[must_use]
    pub fn paragraph_count(&self) -> usize {
        self.paragraphs.len()
    }

    pub fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.paragraphs.iter().map(String::as_str)
    }

    /// Whether the phrase stands in the paragraph, counted from 1, or in any where none is given.
    #[must_use]
    pub fn contains(&self, phrase: &str, paragraph: Option<u8>) -> bool {
        let place = paragraph.map(|paragraph| usize::from(paragraph).saturating_sub(1));
        let holds = |(index, text): (usize, &String)| place.is_none_or(|place| place == index) && text.contains(phrase);
        self.paragraphs.iter().enumerate().any(holds)
    }

    /// Whether the paragraph, or any where none is given, has an item （项） of that number.
    #[must_use]
    pub fn has_item(&self, item: u8, paragraph: Option<u8>) -> bool {
        let place = paragraph.map(|paragraph| usize::from(paragraph).saturating_sub(1));
        let here = self.paragraphs.iter().enumerate().filter(|(index, _)| place.is_none_or(|place| place == *index));
        let mut brackets = here.flat_map(|(_, text)| text.split(['（', '(']).skip(1));
        brackets.any(|rest| rest.split_once(['）', ')']).and_then(|(inside, _)| numeral(inside)) == Some(item.into()))
    }

    /// An item such as （三） belongs to the paragraph that introduces it.
    fn add_line(&mut self, line: &str) {
        let line = line.trim();
        match self.paragraphs.last_mut() {
            _ if line.is_empty() => {}
            Some(paragraph) if starts_as_item(line) => paragraph.push_str(line),
            _ => self.paragraphs.push(line.to_owned()),
        }
    }
}

fn starts_as_item(line: &str) -> bool {
    line.strip_prefix(['（', '('])
        .and_then(|rest| rest.split_once(['）', ')']))
        .is_some_and(|(number, _)| numeral(number).is_some())
}

/// The number and what follows on the line, without a remark on the article such as （摘录前半）.
fn article_heading(line: &str) -> Option<(u16, &str)> {
    let (number, rest) = heading(line, &['条'])?;
    let body = rest.strip_prefix('（').and_then(|remark| remark.split_once('）')).map_or(rest, |(_, body)| body);
    Some((number, body))
}

/// 第, a numeral, one of `marks`, then a space, a remark or the end: a sentence that only begins with
/// 第三条规定的 is no heading.
fn heading<'l>(line: &'l str, marks: &[char]) -> Option<(u16, &'l str)> {
    let (number, rest) = line.strip_prefix('第')?.split_once(marks)?;
    let ends = rest.is_empty() || rest.starts_with(|next: char| next.is_whitespace() || next == '（');
    Some((numeral(number)?, rest)).filter(|_| ends)
}

/// Reads 一 … 九百九十九, also 一百零五 and 十二.
#[must_use]
pub fn numeral(text: &str) -> Option<u16> {
    let mut total = 0_u16;
    let mut digit = None;
    for character in text.chars() {
        let unit = match character {
            '百' => 100,
            '十' => 10,
            _ if digit.is_none_or(|digit| digit == 0) => {
                digit = Some(u16::try_from("零一二三四五六七八九".chars().position(|c| c == character)?).ok()?);
                continue;
            }
            _ => return None,
        };
        total = total.checked_add(digit.take().unwrap_or(1) * unit)?;
    }
    total.checked_add(digit.unwrap_or(0)).filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::samples::LAMP_LAW;

    #[test]
    fn articles_end_at_the_next_and_at_a_chapter() {
        let law = StatuteText::parse(LAMP_LAW);
        assert_eq!(law.title, "灯塔法");
        assert_eq!(law.articles.keys().copied().collect::<Vec<_>>(), [1, 2, 103]);
        let duties = law.article(2).expect("article 2");
        assert_eq!(duties.paragraphs, ["守灯人履行下列职责：（一）点灯；(二)擦灯。", "守灯人可以二人。"]);
        assert!(duties.contains("可以二人", None) && duties.contains("可以二人", Some(2)));
        assert!(duties.has_item(2, None) && duties.has_item(1, Some(1)));
        assert!(!duties.has_item(3, None) && !duties.has_item(1, Some(2)));
        assert!(!duties.contains("可以二人", Some(1)) && !duties.contains("灯塔的名称", None));
    }

    #[test]
    fn a_sentence_that_begins_with_an_article_is_no_heading() {
        let law = StatuteText::parse("灯塔法\n第一条 甲。\n第二条规定的乙。\n第三条之一 丙。\n");
        assert_eq!(law.articles.keys().copied().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn every_numeral_reads_back() {
        let digits: Vec<char> = "零一二三四五六七八九".chars().collect();
        let written = |number: u16| {
            let [hundreds, tens, ones] = [number / 100, number / 10 % 10, number % 10].map(usize::from);
            let mut text = String::new();
            if hundreds > 0 {
                text.extend([digits[hundreds], '百']);
            }
            match tens {
                0 if hundreds > 0 && ones > 0 => text.push('零'),
                0 => {}
                1 if hundreds == 0 => text.push('十'),
                _ => text.extend([digits[tens], '十']),
            }
            if ones > 0 {
                text.push(digits[ones]);
            }
            text
        };
        for number in 1..1000 {
            assert_eq!(numeral(&written(number)), Some(number), "{}", written(number));
        }
        for wrong in ["", "零", "12", "一二", "一条", "甲", &"百".repeat(700)] {
            assert_eq!(numeral(wrong), None, "{wrong}");
        }
    }
}

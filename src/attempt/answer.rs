//! Saving: every tap is a save, and saves merge.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{own, refused, view::AnswerView};
use crate::{
    app::App,
    domain::{
        AttemptId, Moment, PersonId, Stamp,
        attempt::Head,
        bank::question::OptionSet,
        paper::{Mark, PaperSource, draw, sheet::Device},
    },
    fault::{Fault, FieldFault},
    store::order::MarksOrder,
};

/// Answers as a phone sends them: a save, or the whole sheet with a hand-in.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveInput {
    /// A number that the device chose at random, 0 to 15: breaks ties between two phones.
    #[schema(example = 7, maximum = 15)]
    pub device: u8,
    /// At most one for each question.
    pub answers: Vec<AnswerInput>,
}

/// One answer.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// The question's number in the paper, from 1.
    #[schema(example = 12)]
    pub question: u16,
    /// Letters in the order of the alphabet; null clears the answer.
    #[schema(value_type = Option<String>, example = "AC", required = true)]
    pub answer: Option<Letters>,
    /// How many times this question's answer has been set: the highest seen and one more.
    #[schema(example = 1, minimum = 1, maximum = 1023)]
    pub n: u16,
}

/// The letters of an answer. Read without a text of their own: a sheet has a hundred of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    Options(OptionSet),
    /// Some other text.
    Unreadable,
}

impl<'de> Deserialize<'de> for Letters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl de::Visitor<'_> for Reader {
            type Value = Letters;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E>(self, text: &str) -> Result<Letters, E> {
                Ok(OptionSet::from_letters(text).map_or(Letters::Unreadable, Letters::Options))
            }
        }

        deserializer.deserialize_str(Reader)
    }
}

/// What a save led to.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Saved {
    pub server_time: Moment,
    /// The answers that stand against some of those sent, since they are newer.
    pub newer: Vec<AnswerView>,
}

/// Merges answers into an open attempt. When this returns they are on the disk.
pub async fn save(
    app: &App,
    person: PersonId,
    attempt: AttemptId,
    input: SaveInput,
    stamp: Stamp,
) -> Result<Saved, Fault> {
    let (head, source) = own(app, person, attempt).await?;
    let marks = marks(&input, &head, &source)?;
    let newer = app.store.hot().save(MarksOrder { head, source, marks, stamp }).await?.map_err(refused)?;
    let newer = newer.into_iter().map(|(question, mark)| AnswerView::of(question, mark)).collect();
    Ok(Saved { server_time: app.clock.now().into(), newer })
}

/// Checks answers against the paper they are for.
pub(super) fn marks(input: &SaveInput, head: &Head, source: &PaperSource) -> Result<Vec<(usize, Mark)>, Fault> {
    let device = Device::new(input.device).ok_or_else(|| Fault::field("/device", "应当是 0 至 15 的整数"))?;
    let paper = draw(source, head.seed);
    let mut seen = vec![false; paper.questions.len()];
    let mut marks = Vec::with_capacity(input.answers.len().min(seen.len()));
    let mut faults = Vec::new();
    for (index, answer) in input.answers.iter().enumerate() {
        let mut refuse = |field: &str, detail: String| {
            faults.push(FieldFault { pointer: format!("/answers/{index}{field}"), detail });
        };
        let question = usize::from(answer.question).wrapping_sub(1);
        let Some(drawn) = paper.questions.get(question) else {
            refuse("/question", format!("应当是 1 至 {} 的题号", paper.questions.len()));
            continue;
        };
        if std::mem::replace(&mut seen[question], true) {
            refuse("/question", format!("第 {} 题重复", answer.question));
        }
        let chosen = match answer.answer.unwrap_or(Letters::Options(OptionSet::EMPTY)) {
            Letters::Options(chosen) if drawn.accepts(chosen) => Some(chosen),
            Letters::Options(_) | Letters::Unreadable => None,
        };
        if chosen.is_none() {
            refuse("/answer", format!("不是第 {} 题可选的答案", answer.question));
        }
        let mark = chosen.map(|chosen| Mark::new(answer.n, device, chosen));
        if mark == Some(None) {
            refuse("/n", format!("应当是 1 至 {} 的整数", Mark::MOST));
        }
        marks.extend(mark.flatten().map(|mark| (question, mark)));
        if faults.len() > 20 {
            break;
        }
    }
    if faults.is_empty() { Ok(marks) } else { Err(Fault::fields(faults)) }
}

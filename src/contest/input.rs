//! What an organizer sets of a contest.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        Moment, UnitId,
        contest::{Contest, Rules, RulesError, Texts, Window},
        paper::Blueprint,
    },
    fault::{Fault, FieldFault},
};

/// All that an organizer sets of a contest. The same stands in a file for `ankao contest create`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "owner": 1,
    "texts": {
        "name": "辽宁省安全生产知识网络竞赛",
        "host": "省安全生产委员会办公室",
        "introduction": "每人每日限答一次，取最好成绩。",
        "hotline": "024-00000000",
    },
    "opens": "2026-06-01T09:00:00+08:00",
    "closes": "2026-06-30T18:00:00+08:00",
    "rules": { "attempts_per_day": 1, "attempts_total": 30, "review": "after_close" },
}))]
pub struct ContestInput {
    /// The node whose organizers run it; without, those of the whole installation.
    #[serde(default)]
    pub owner: Option<UnitId>,
    pub texts: Texts,
    pub opens: Moment,
    pub closes: Moment,
    #[serde(default)]
    pub rules: Rules,
    /// Without: 40 single × 1.5, 10 multiple × 2, 20 judgment × 1 in 45 minutes.
    #[serde(default = "Blueprint::standard")]
    pub blueprint: Blueprint,
}

impl ContestInput {
    /// What is set of a contest now.
    #[must_use]
    pub fn of(contest: &Contest) -> Self {
        let Contest { owner, texts, window, rules, blueprint, .. } = contest.clone();
        Self { owner, texts, opens: window.opens.into(), closes: window.closes.into(), rules, blueprint }
    }

    #[must_use]
    pub fn window(&self) -> Window {
        Window { opens: self.opens.0, closes: self.closes.0 }
    }

    /// Says what makes no sense, field by field. Whether the bank suffices is asked on publishing.
    pub fn check(&self) -> Result<(), Fault> {
        let Texts { name, host, introduction, hotline, icp } = &self.texts;
        let texts = [
            ("/texts/name", 1, 60, Some(name)),
            ("/texts/host", 1, 60, Some(host)),
            ("/texts/introduction", 0, 5_000, Some(introduction)),
            ("/texts/hotline", 1, 40, hotline.as_ref()),
            ("/texts/icp", 1, 40, icp.as_ref()),
        ];
        let mut faults: Vec<FieldFault> = texts.into_iter().filter_map(length).collect();
        let mut refuse = |pointer: &str, detail: String| {
            faults.push(FieldFault { pointer: pointer.to_owned(), detail });
        };
        for error in [self.window().check(), self.rules.check()].into_iter().filter_map(Result::err) {
            let pointer = match error {
                RulesError::Window => "/closes",
                RulesError::TimeZone(_) => "/rules/time_zone",
                RulesError::Attempts => "/rules/attempts_per_day",
                RulesError::Turnout => "/rules/units/minimum_turnout_percent",
            };
            refuse(pointer, error.to_string());
        }
        if let Err(error) = self.blueprint.check() {
            refuse("/blueprint", error.to_string());
        }
        if faults.is_empty() { Ok(()) } else { Err(Fault::fields(faults)) }
    }
}

/// A text that is shorter or longer than it may be, in characters.
fn length((pointer, least, most, text): (&str, usize, usize, Option<&String>)) -> Option<FieldFault> {
    let text = text?;
    let detail = match text.chars().count() {
        count if count > most => format!("最多 {most} 字，现有 {count} 字"),
        _ if least > 0 && text.trim().is_empty() => "不能为空".into(),
        _ => return None,
    };
    Some(FieldFault { pointer: pointer.into(), detail })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_makes_no_sense_is_named() {
        let input: ContestInput = serde_json::from_value(serde_json::json!({
            "texts": { "name": " ", "host": "安委办", "introduction": "长".repeat(5_001) },
            "opens": "2026-06-30T18:00:00+08:00",
            "closes": "2026-06-01T09:00:00+08:00",
            "rules": { "time_zone": "Asia/Nowhere", "units": { "minimum_turnout_percent": 101 } },
            "blueprint": { "limit_ms": 0, "sections": [] },
        }))
        .expect("right in form");
        let fault = input.check().expect_err("refused");
        insta::assert_debug_snapshot!(fault.fields.iter().map(|it| (&*it.pointer, &*it.detail)).collect::<Vec<_>>());
    }
}

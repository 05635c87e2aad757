//! A contest (竞赛): its rules, its window and its life.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    ContestId, Span, Stamp, UnitId,
    attempt::{Attempt, SWEEP_AFTER},
    bank::question::{Question, Usage},
    paper::{Blueprint, SourceHash, Withdrawn, source::Days},
    ranking::{self, Outcome, Scoring, UnitRules},
};

/// A contest as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contest {
    pub id: ContestId,
    /// The node whose organizers may run it; none: only organizers of the whole installation.
    pub owner: Option<UnitId>,
    pub texts: Texts,
    pub window: Window,
    /// No attempt has a later deadline. Moves when an organizer gives somebody more time.
    pub last_deadline: Stamp,
    pub rules: Rules,
    pub blueprint: Blueprint,
    pub life: Life,
    /// The questions that do not count by their keys.
    pub withdrawn: Withdrawn,
}

/// What people read of a contest. May change after publishing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    #[schema(example = "全省安全生产知识网络竞赛")]
    pub name: String,
    /// 主办单位
    #[schema(example = "省安全生产委员会办公室")]
    pub host: String,
    /// The rules in the organizer's words, plain text.
    #[serde(default)]
    #[schema(example = "每人每日可答三次，取最好成绩。")]
    pub introduction: String,
    /// 咨询电话, shown on every error.
    #[schema(example = "024-0000 0000")]
    pub hotline: Option<String>,
    /// ICP 备案号, in the footer.
    pub icp: Option<String>,
}

/// From `opens`, until just before `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub opens: Stamp,
    pub closes: Stamp,
}

/// draft → published → open → closing → …: what is stored of it. Whether a published contest is open
/// is a question of the time: see [`Contest::phase`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Draft,
    /// Published with the source its papers are drawn from.
    Published(SourceHash),
    /// Closed early by an organizer.
    Closed(SourceHash),
}

/// Where a contest stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Draft,
    /// Published, not begun.
    Upcoming,
    Open,
    /// No more starts; papers begun may run to their deadline.
    Closing,
    Closed,
}

/// How attempts are limited, scored, shown and ranked. Fixed by publishing, except `boards` and `names`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// IANA name; days are counted in it.
    pub time_zone: String,
    pub attempts_per_day: u16,
    pub attempts_total: u16,
    pub scoring: Scoring,
    pub review: Review,
    pub entry: Entry,
    /// Turnout and awards count only people matched to the roster or confirmed by a liaison.
    pub counts_confirmed_only: bool,
    /// How units are compared.
    pub units: UnitRules,
    pub boards: Boards,
    pub names: Names,
    /// Prizes hang on it: publishing says so when only the public bank is drawn from.
    pub prizes: bool,
}

/// When the answer key may be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    AtOnce,
    #[default]
    AfterClose,
    Never,
}

/// How people come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// By unit, name and employee number.
    #[default]
    Open,
    /// As open, with a code that says which unit.
    UnitCode,
    /// Only who stands in the roster, with an activation code.
    Roster,
    /// Only who stands in the roster, with a secret column of it: weaker.
    RosterSecret,
}

/// Who sees the leaderboards (排行榜). May change after publishing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Boards {
    #[default]
    Public,
    SignedIn,
    /// Organizers only, until the contest has closed.
    AfterClose,
}

/// How public lists write names. May change after publishing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// 张*
    #[default]
    Masked,
    Full,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            time_zone: "Asia/Shanghai".into(),
            attempts_per_day: 1,
            attempts_total: 10,
            scoring: Scoring::default(),
            review: Review::default(),
            entry: Entry::default(),
            counts_confirmed_only: true,
            units: UnitRules::default(),
            boards: Boards::default(),
            names: Names::default(),
            prizes: false,
        }
    }
}

/// Why rules make no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    #[error("时区“{0}”不存在")]
    TimeZone(String),
    #[error("每日次数应当为 1 至 100 次，且不超过总次数")]
    Attempts,
    #[error("最低参与率应当为 0 至 100")]
    Turnout,
    #[error("结束时间应当晚于开始时间")]
    Window,
}

impl Rules {
    pub fn check(&self) -> Result<(), RulesError> {
        TimeZone::get(&self.time_zone).map_err(|_| RulesError::TimeZone(self.time_zone.clone()))?;
        if !(1..=100).contains(&self.attempts_per_day) || self.attempts_per_day > self.attempts_total {
            return Err(RulesError::Attempts);
        }
        if self.units.minimum_turnout_percent > 100 { Err(RulesError::Turnout) } else { Ok(()) }
    }

    /// The zone that days are counted in; UTC only for a name that [`Self::check`] refuses.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

impl Window {
    pub fn check(&self) -> Result<(), RulesError> {
        if self.opens < self.closes { Ok(()) } else { Err(RulesError::Window) }
    }

    /// The local days that the window touches.
    #[must_use]
    pub fn days(&self, zone: &TimeZone) -> Days {
        let date = |stamp: Stamp| zone.to_datetime(stamp.timestamp()).date();
        Days { first: date(self.opens), last: date(self.closes + Span(-1)) }
    }
}

impl Contest {
    #[must_use]
    pub fn phase(&self, now: Stamp) -> Phase {
        match self.life {
            Life::Draft => Phase::Draft,
            Life::Published(_) if now < self.window.opens => Phase::Upcoming,
            Life::Published(_) if now < self.window.closes => Phase::Open,
            Life::Published(_) | Life::Closed(_) if now < self.closed_from() => Phase::Closing,
            Life::Published(_) | Life::Closed(_) => Phase::Closed,
        }
    }

    /// From when it is closed, as things stand: no paper runs any more.
    #[must_use]
    pub fn closed_from(&self) -> Stamp {
        self.last_deadline + SWEEP_AFTER + Span(1)
    }

    /// The source of its papers, once published.
    #[must_use]
    pub fn source(&self) -> Option<SourceHash> {
        match self.life {
            Life::Draft => None,
            Life::Published(source) | Life::Closed(source) => Some(source),
        }
    }

    /// What attempts of one person come to, as the contest scores them.
    pub fn result<'a>(&self, attempts: impl Iterator<Item = &'a Attempt>) -> Option<Outcome> {
        ranking::standing::result(self.rules.scoring, &attempts.filter_map(Attempt::scored).collect::<Vec<_>>())
    }

    /// The deadline of an attempt that starts at `start`: the limit, but never beyond the end.
    #[must_use]
    pub fn deadline(&self, start: Stamp) -> Stamp {
        (start + self.blueprint.limit_ms).min(self.window.closes)
    }

    /// Whether places on the leaderboards are told at `now` to others than organizers.
    #[must_use]
    pub fn tells_places(&self, now: Stamp) -> bool {
        self.rules.boards != Boards::AfterClose || self.phase(now) == Phase::Closed
    }

    /// Whether the rule of review lets the key of a question be shown at `now`; to whom is for
    /// [`Keys`](super::keys::Keys) to say. No paper asks what is for practice only.
    #[must_use]
    pub(super) fn shows_key(&self, question: &Question, now: Stamp) -> bool {
        question.usage == Usage::Practice
            || match self.rules.review {
                Review::AtOnce => true,
                Review::AfterClose => self.phase(now) == Phase::Closed,
                Review::Never => false,
            }
    }

    /// From when the keys of its papers may be shown, while they may not be yet; none where they may be,
    /// or never will.
    #[must_use]
    pub fn keys_from(&self, now: Stamp) -> Option<Stamp> {
        let later = self.rules.review == Review::AfterClose && self.phase(now) != Phase::Closed;
        later.then(|| self.closed_from())
    }
}

/// A contest for tests.
#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub const OPENS: Stamp = Stamp(0);
    pub const CLOSES: Stamp = Stamp(1_000_000);

    pub fn contest(review: Review) -> Contest {
        let (name, host) = ("竞赛".into(), "主办方".into());
        Contest {
            id: ContestId(1),
            owner: None,
            texts: Texts { name, host, introduction: String::new(), hotline: None, icp: None },
            window: Window { opens: OPENS, closes: CLOSES },
            last_deadline: CLOSES,
            rules: Rules { review, ..Rules::default() },
            blueprint: Blueprint::standard(),
            life: Life::Published(SourceHash([0; 32])),
            withdrawn: Withdrawn::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        samples::{CLOSES, OPENS, contest},
        *,
    };
    use crate::domain::bank::samples::lamp_question;

    /// Of which usages the key may be shown.
    fn shown(contest: &Contest, now: Stamp) -> Vec<Usage> {
        let question = |usage| Question { usage, ..lamp_question() };
        let usages = [Usage::Contest, Usage::Practice, Usage::Both].into_iter();
        usages.filter(|&usage| contest.shows_key(&question(usage), now)).collect()
    }

    const ALL: [Usage; 3] = [Usage::Contest, Usage::Practice, Usage::Both];

    #[test]
    fn keys_are_shown_by_the_rule_of_review_and_those_for_practice_only_always() {
        let last = CLOSES + SWEEP_AFTER;
        for (review, before, after) in [
            (Review::AtOnce, &ALL[..], &ALL[..]),
            (Review::AfterClose, &[Usage::Practice], &ALL),
            (Review::Never, &[Usage::Practice], &[Usage::Practice]),
        ] {
            let contest = contest(review);
            assert_eq!(shown(&contest, OPENS), before, "{review:?}");
            assert_eq!(shown(&contest, last), before, "{review:?}: the last paper may still be on its way");
            assert_eq!(shown(&contest, last + Span(1)), after, "{review:?}");
        }
    }

    #[test]
    fn a_contest_says_from_when_it_shows_keys_while_it_does_not() {
        let running = contest(Review::AfterClose);
        let from = running.keys_from(OPENS).expect("not yet");
        assert_eq!(shown(&running, from + Span(-1)), [Usage::Practice]);
        assert_eq!((shown(&running, from), running.keys_from(from)), (ALL.to_vec(), None));
        for review in [Review::AtOnce, Review::Never] {
            assert_eq!(contest(review).keys_from(OPENS), None);
        }
    }

    #[test]
    fn more_time_for_one_paper_keeps_all_keys_until_it_is_over() {
        let contest = Contest { last_deadline: CLOSES + Span::minutes(30), ..contest(Review::AfterClose) };
        assert_eq!(shown(&contest, CLOSES + SWEEP_AFTER + Span(1)), [Usage::Practice]);
    }
}

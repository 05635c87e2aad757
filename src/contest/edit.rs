//! Editing: a draft may change in all, a published contest in its texts, its privacy and its end.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ContestInput, create::may_own, run_by, view::ManagedView};
use crate::{
    app::App,
    auth::Actor,
    domain::{
        ContestId, Moment, Stamp,
        contest::{Contest, Life, Phase, Rules},
    },
    fault::{Code, Fault, FieldFault},
    input,
    store::{
        self, Turn,
        audit::{self, Deed},
    },
};

/// A JSON merge patch (RFC 7396) of a contest's settings: only what shall change; null takes away.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(
    value_type = std::collections::HashMap<String, Value>,
    example = json!({ "closes": "2026-07-05T18:00:00+08:00", "rules": { "names": "full" } }),
)]
pub struct Patch(Map<String, Value>);

impl Patch {
    /// Nothing but another end.
    #[must_use]
    pub fn closing_at(closes: Moment) -> Self {
        Self(Map::from_iter([("closes".to_owned(), json!(closes))]))
    }
}

/// Changes a contest. Of a published one only texts, `rules.boards`, `rules.names`, and `closes` to
/// later: then open papers get as much of their own limit as the new end leaves.
pub async fn edit(app: &App, actor: &Actor, id: ContestId, patch: Patch, stamp: Stamp) -> Result<ManagedView, Fault> {
    let mut turn = app.store.write().await?;
    let mut contest = run_by(app, turn.connection(), actor, id).await?;
    let before = ContestInput::of(&contest);
    let after = patched(&before, patch)?;
    after.check()?;
    match contest.life {
        Life::Draft => may_own(app, actor, &after)?,
        Life::Published(_) | Life::Closed(_) => still_may_change(&before, &after)?,
    }
    let extended = contest.life != Life::Draft && after.closes != before.closes;
    if extended {
        may_extend(&contest, after.closes, app.clock.now())?;
    }
    let window = after.window();
    let ContestInput { owner, texts, rules, blueprint, .. } = after.clone();
    contest = Contest { owner, texts, window, rules, blueprint, ..contest };
    contest.last_deadline = match contest.life {
        Life::Draft => window.closes,
        Life::Published(_) | Life::Closed(_) if extended => contest.last_deadline.max(window.closes),
        // One that was closed early has its planned end still, and no paper runs to it.
        Life::Published(_) | Life::Closed(_) => contest.last_deadline,
    };
    store::contests::update(turn.connection(), &contest).await?;

    let changed = differences(&json!(before), &json!(after));
    if !changed.is_empty() {
        let deed = deed(actor, id, "contest.edit", json!({ "changed": changed }));
        audit::append(turn.connection(), deed, stamp).await?;
    }
    if extended {
        move_deadlines(&mut turn, actor, &contest, before.closes, stamp).await?;
    }
    let view = ManagedView::read(turn.connection(), &contest, app.clock.now()).await?;
    app.store.commit(turn).await?;
    Ok(view)
}

/// Gives open papers what the new end leaves of their own limit.
async fn move_deadlines(
    turn: &mut Turn,
    actor: &Actor,
    contest: &Contest,
    from: Moment,
    stamp: Stamp,
) -> Result<(), Fault> {
    let moved = store::deadlines::extend(turn.connection(), contest).await?;
    let detail = json!({ "from": from, "to": Moment(contest.window.closes), "attempts": moved });
    audit::append(turn.connection(), deed(actor, contest.id, "contest.extend", detail), stamp).await?;
    Ok(())
}

fn deed(actor: &Actor, id: ContestId, action: &'static str, detail: Value) -> Deed<'static> {
    Deed { actor: actor.person, action, contest: Some(id), subject: id.to_string(), reason: None, detail }
}

fn patched(before: &ContestInput, Patch(patch): Patch) -> Result<ContestInput, Fault> {
    let mut settings = json!(before);
    merge(&mut settings, Value::Object(patch));
    input::from_value(settings)
}

/// RFC 7396.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let Value::Object(target) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(&key);
        } else {
            merge(target.entry(key).or_insert(Value::Null), value);
        }
    }
}

fn still_may_change(before: &ContestInput, after: &ContestInput) -> Result<(), Fault> {
    let allowed = ContestInput {
        texts: after.texts.clone(),
        closes: after.closes,
        rules: Rules { boards: after.rules.boards, names: after.rules.names, ..before.rules.clone() },
        ..before.clone()
    };
    let others = differences(&json!(allowed), &json!(after));
    if others.is_empty() {
        return Ok(());
    }
    let mut fault = Fault::new(Code::NotADraft);
    let field = |pointer| FieldFault { pointer, detail: "竞赛发布后不能修改".into() };
    fault.fields = others.into_iter().map(field).collect();
    Err(fault)
}

/// A contest whose ranks are final, or that was closed by hand, does not open again.
fn may_extend(contest: &Contest, closes: Moment, now: Stamp) -> Result<(), Fault> {
    if matches!(contest.life, Life::Closed(_)) || contest.phase(now) == Phase::Closed {
        return Err(Fault::new(Code::WrongPhase).with_detail("竞赛已经结束，不能延期"));
    }
    if closes.0 <= contest.window.closes || closes.0 <= now {
        return Err(Fault::field("/closes", "结束时间只能延后，且应当晚于现在"));
    }
    Ok(())
}

/// JSON pointers to where the two differ, as deep as both are objects.
fn differences(one: &Value, other: &Value) -> Vec<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let added = other.keys().filter(|key| !one.contains_key(*key));
            let below = |key: &String| {
                let here = [one, other].map(|it| it.get(key).unwrap_or(&Value::Null));
                differences(here[0], here[1]).into_iter().map(move |below| format!("/{key}{below}")).collect::<Vec<_>>()
            };
            one.keys().chain(added).flat_map(below).collect()
        }
        _ if one == other => Vec::new(),
        _ => vec![String::new()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 7396, appendix A, that a settings object can meet.
    #[test]
    fn a_merge_patch_changes_what_it_names() {
        let cases = [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ];
        for (mut target, patch, expected) in cases {
            merge(&mut target, patch);
            assert_eq!(target, expected);
        }
    }

    #[test]
    fn differences_are_told_by_their_pointers() {
        let (one, other) = (json!({"a": 1, "b": {"c": 2, "d": [3]}}), json!({"a": 1, "b": {"c": 4, "d": [5]}, "e": 6}));
        assert_eq!(differences(&one, &other), ["/b/c", "/b/d", "/e"]);
        assert_eq!(differences(&one, &one), [""; 0]);
    }
}

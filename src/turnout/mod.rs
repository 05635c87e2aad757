//! Turnout (参与情况): how many were to come, how many came, and who has not.
//!
//! Counted from the store when it is asked for, never from a board. Liaisons see their units,
//! organizers their nodes and the contests that they run. One more view is a file here and a route in
//! `http::turnout`.

mod absentees;
mod counts;
pub mod view;

pub use absentees::{AbsenteesQuery, ListFormat, absentees, absentees_file};
pub use counts::{By, TurnoutQuery, turnout};

use crate::{
    app::App,
    domain::{UnitId, contest::Contest, roles::Roles},
    fault::{Code, Fault},
};

/// The node that is looked at; none is the whole contest. Who asks for none and does not run the
/// contest looks at what is theirs. Whose a node is goes by the tree as it is, whatever tree the figures
/// of the contest go by.
fn scope(app: &App, roles: &Roles, contest: &Contest, asked: Option<UnitId>) -> Result<Option<UnitId>, Fault> {
    let tree = app.units();
    let runs_it = roles.may_organize(&tree, contest.owner);
    match asked {
        Some(node) if tree.get(node).is_none() => Err(Code::NotFound.into()),
        Some(node) if runs_it || roles.may_look_after(&tree, node) => Ok(Some(node)),
        Some(_) => Err(Code::NotAllowed.into()),
        None if runs_it => Ok(None),
        None => match roles.organizer.iter().chain(&roles.liaison).collect::<Vec<_>>()[..] {
            [node] => Ok(Some(*node)),
            _ => Err(Fault::new(Code::NotAllowed).with_detail("请指定您负责的地区或单位")),
        },
    }
}

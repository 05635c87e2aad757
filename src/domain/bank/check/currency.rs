//! Whether the statutes are in force on a day.

use jiff::civil::Date;

use crate::domain::bank::{
    finding::{Code, Finding},
    pack::Pack,
};

/// Statutes that are in force no more on that day, with how many questions rest on them.
#[must_use]
pub fn lapsed(packs: &[Pack], day: Date) -> Vec<Finding> {
    let found = packs.iter().filter_map(|pack| {
        let until = pack.statute.value.valid_until.filter(|until| *until < day)?;
        Some(pack.finding(Code::StatuteLapsed, format!("{}只到 {until} 有效，{day} 已失效", concerned(pack))))
    });
    found.collect()
}

/// Statutes that are not yet in force on that day. A bank may hold them in advance: this is no fault, and
/// told only to who asks about a day.
#[must_use]
pub fn not_in_force(packs: &[Pack], day: Date) -> Vec<Finding> {
    let found = packs.iter().filter_map(|pack| {
        let from = Some(pack.statute.value.valid_from).filter(|from| day < *from)?;
        Some(pack.finding(Code::StatuteNotInForce, format!("{}自 {from} 起施行，{day} 尚未施行", concerned(pack))))
    });
    found.collect()
}

fn concerned(pack: &Pack) -> String {
    format!("《{}》的 {} 道试题：法规", pack.statute.value.title, pack.questions.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bank::samples::lamp_pack;

    #[test]
    fn a_statute_is_in_force_from_its_first_day_to_its_last() {
        let pack = [lamp_pack(&[("\"2020-03-01\"", "\"2020-03-01\"\nvalid_until = \"2026-05-31\"")])];
        let found = |day: &str| {
            let day = day.parse().expect("a day");
            let found = [lapsed(&pack, day), not_in_force(&pack, day)].concat();
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let statute = "lamp.toml:2 -";
        let early = format!(
            "{statute} statute_not_in_force 《灯塔法》的 2 道试题：法规自 2020-03-01 起施行，2020-02-29 尚未施行"
        );
        assert_eq!(found("2020-02-29"), [early]);
        assert_eq!(found("2020-03-01"), Vec::<String>::new());
        assert_eq!(found("2026-05-31"), Vec::<String>::new());
        let late =
            format!("{statute} statute_lapsed 《灯塔法》的 2 道试题：法规只到 2026-05-31 有效，2026-06-01 已失效");
        assert_eq!(found("2026-06-01"), [late]);
    }
}

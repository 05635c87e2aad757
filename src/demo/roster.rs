//! Rosters of some units: most of those who registered stand in them, some do not and wait to be
//! confirmed, and some who stand in them have not come.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use super::{
    Planted,
    players::{Player, invented_name},
};

/// One unit in so many has a roster: the first, which is the liaison's, among them.
const WITH_ROSTER: usize = 20;
/// One in so many of those who registered is missing in it.
const MISSING: usize = 6;
/// Most lines of a unit.
const MOST: i64 = 45;

/// The file, as a unit would send it.
pub fn file(units: &[Planted], players: &[Player]) -> Vec<u8> {
    let mut chance = ChaCha8Rng::seed_from_u64(2027);
    let mut text = String::from("市,县（市、区）,单位名称,姓名,工号\n");
    for (index, unit) in units.iter().enumerate().step_by(WITH_ROSTER) {
        let here: Vec<_> = players.iter().filter(|player| player.unit == index).collect();
        let listed = here.iter().enumerate().filter(|(at, _)| at % MISSING != MISSING - 1);
        let known = listed.map(|(_, it)| (it.name.as_str().to_owned(), it.number.as_str().to_owned()));
        let others = (here.len() + 1..).map(|number| (invented_name(&mut chance), format!("{number:04}")));
        let others =
            others.take_while(|(_, number)| number.parse::<i64>().is_ok_and(|it| it <= unit.headcount.min(MOST)));
        for (name, number) in known.chain(others) {
            let Planted { city, county, name: of, .. } = unit;
            text.extend([city, ",", county, ",", of, ",", &name, ",", &number, "\n"]);
        }
    }
    text.into_bytes()
}

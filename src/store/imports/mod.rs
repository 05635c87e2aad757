//! Statements of imports: many rows at once, and the rows that wait. A statement writes as many rows
//! as it is given; who calls it says how many are one turn. What has to be taken back is, in [`undo`].

pub mod roster;
pub mod undo;
pub mod units;

/// The places of so many rows of parameters: `($1, $2), ($3, $4)`.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_place_has_its_number() {
        assert_eq!(super::places(2, 3), "($1, $2, $3), ($4, $5, $6)");
    }
}

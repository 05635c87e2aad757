//! How many questions a section takes from each cell of quota × difficulty band.

/// How many more questions a section needs than the bank has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortage {
    Row {
        row: usize,
        needed: usize,
        available: usize,
    },
    Column {
        column: usize,
        needed: usize,
        available: usize,
    },
    /// Each row and column could be filled by itself, but not all together.
    Together {
        missing: usize,
    },
}

/// Fills each row in proportion to what its cells hold, by largest remainder, so that two rows of
/// the same make-up get the same mixture.
pub fn in_proportion(rows: &[usize], available: &[Vec<usize>]) -> Result<Vec<Vec<usize>>, Shortage> {
    rows.iter()
        .zip(available)
        .enumerate()
        .map(|(row, (&needed, cells))| {
            let total: usize = cells.iter().sum();
            if total < needed {
                return Err(Shortage::Row { row, needed, available: total });
            }
            let mut counts: Vec<usize> = cells.iter().map(|cell| cell * needed / total.max(1)).collect();
            let mut by_remainder: Vec<usize> = (0..cells.len()).collect();
            by_remainder.sort_by_key(|&cell| std::cmp::Reverse(cells[cell] * needed % total.max(1)));
            let missing = needed - counts.iter().sum::<usize>();
            for &cell in by_remainder.iter().take(missing) {
                counts[cell] += 1;
            }
            Ok(counts)
        })
        .collect()
}

/// Fills rows and columns at once: an integer flow from quotas to bands through what the cells hold,
/// found by augmenting paths (the tables are of a few rows and columns).
pub fn in_both(rows: &[usize], columns: &[usize], available: &[Vec<usize>]) -> Result<Vec<Vec<usize>>, Shortage> {
    for (row, (&needed, cells)) in rows.iter().zip(available).enumerate() {
        let held: usize = cells.iter().sum();
        if held < needed {
            return Err(Shortage::Row { row, needed, available: held });
        }
    }
    for (column, &needed) in columns.iter().enumerate() {
        let held: usize = available.iter().map(|cells| cells[column]).sum();
        if held < needed {
            return Err(Shortage::Column { column, needed, available: held });
        }
    }
    let mut flow = Flow {
        counts: vec![vec![0; columns.len()]; rows.len()],
        row_rest: rows.to_vec(),
        column_rest: columns.to_vec(),
        available,
    };
    while flow.augment() {}
    match flow.row_rest.iter().sum() {
        0 => Ok(flow.counts),
        missing => Err(Shortage::Together { missing }),
    }
}

struct Flow<'a> {
    counts: Vec<Vec<usize>>,
    row_rest: Vec<usize>,
    column_rest: Vec<usize>,
    available: &'a [Vec<usize>],
}

impl Flow<'_> {
    /// Places one more question, moving others between cells where needed.
    fn augment(&mut self) -> bool {
        let rows = self.row_rest.len();
        (0..rows).filter(|&row| self.row_rest[row] > 0).collect::<Vec<_>>().into_iter().any(|row| {
            let placed = self.place(row, &mut vec![false; rows]);
            if placed {
                self.row_rest[row] -= 1;
            }
            placed
        })
    }

    fn place(&mut self, row: usize, visited: &mut [bool]) -> bool {
        visited[row] = true;
        for column in 0..self.column_rest.len() {
            if self.counts[row][column] == self.available[row][column] {
                continue;
            }
            if self.column_rest[column] > 0 {
                self.column_rest[column] -= 1;
                self.counts[row][column] += 1;
                return true;
            }
            for other in 0..visited.len() {
                if !visited[other] && self.counts[other][column] > 0 && self.place(other, visited) {
                    self.counts[other][column] -= 1;
                    self.counts[row][column] += 1;
                    return true;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_row_is_filled_in_proportion_to_its_cells() {
        assert_eq!(in_proportion(&[10], &[vec![50, 30, 20]]), Ok(vec![vec![5, 3, 2]]));
        assert_eq!(in_proportion(&[3], &[vec![1, 1, 1]]), Ok(vec![vec![1, 1, 1]]));
        assert_eq!(in_proportion(&[0], &[vec![0, 0, 0]]), Ok(vec![vec![0, 0, 0]]));
        let short = Shortage::Row { row: 1, needed: 4, available: 3 };
        assert_eq!(in_proportion(&[1, 4], &[vec![9, 0, 0], vec![1, 1, 1]]), Err(short));
    }

    #[test]
    fn questions_are_moved_where_a_greedy_filling_would_be_stuck() {
        let available = [vec![5, 5], vec![5, 0]];
        assert_eq!(in_both(&[5, 5], &[5, 5], &available), Ok(vec![vec![0, 5], vec![5, 0]]));
    }

    #[test]
    fn what_is_short_is_named() {
        let needed = |rows, columns, available: [Vec<usize>; 2]| in_both(rows, columns, &available).expect_err("short");
        assert_eq!(
            needed(&[2, 4], &[3, 3], [vec![5, 5], vec![2, 1]]),
            Shortage::Row { row: 1, needed: 4, available: 3 }
        );
        assert_eq!(
            needed(&[2, 3], &[1, 4], [vec![5, 1], vec![2, 1]]),
            Shortage::Column { column: 1, needed: 4, available: 2 }
        );
        assert_eq!(needed(&[3, 1], &[2, 2], [vec![3, 0], vec![0, 3]]), Shortage::Together { missing: 1 });
    }

    proptest! {
        #[test]
        fn a_filled_table_has_its_sums_and_takes_no_more_than_there_is(
            available in prop::collection::vec(prop::collection::vec(0_usize..6, 3), 4),
            take in prop::collection::vec(prop::collection::vec(0_usize..6, 3), 4),
        ) {
            // Sums of a table that fits are sums that can be filled.
            let fits: Vec<Vec<usize>> = take.iter().zip(&available)
                .map(|(row, most)| row.iter().zip(most).map(|(a, b)| *a.min(b)).collect()).collect();
            let rows: Vec<usize> = fits.iter().map(|row| row.iter().sum()).collect();
            let columns: Vec<usize> = (0..3).map(|column| fits.iter().map(|row| row[column]).sum()).collect();
            let counts = in_both(&rows, &columns, &available).expect("can be filled");
            for (row, cells) in counts.iter().enumerate() {
                prop_assert_eq!(cells.iter().sum::<usize>(), rows[row]);
                prop_assert!(cells.iter().zip(&available[row]).all(|(count, most)| count <= most));
            }
            for (column, needed) in columns.iter().enumerate() {
                prop_assert_eq!(counts.iter().map(|row| row[column]).sum::<usize>(), *needed);
            }
        }
    }
}

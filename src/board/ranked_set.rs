//! A sorted set that knows positions.
//!
//! Items lie in sorted blocks of fewer than [`BLOCK`], and a Fenwick tree holds how many lie before each
//! block. Finding, inserting, removing and counting take O(log n) steps and move at most one block's
//! items; only a split or a merge, once in hundreds of changes, counts the blocks anew.
//! docs/decisions/0004-a-sorted-set-of-our-own.md says why it is our own.

/// 256 items of 16 bytes are one page of memory: moving half of them takes about as long as the search.
const BLOCK: usize = 256;

/// No two items are equal.
#[derive(Clone, Debug)]
pub struct RankedSet<T> {
    /// Sorted within and among each other; none is empty.
    blocks: Vec<Vec<T>>,
    /// Fenwick tree over the lengths of the blocks.
    counts: Vec<usize>,
}

impl<T> Default for RankedSet<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), counts: Vec::new() }
    }
}

impl<T: Ord> RankedSet<T> {
    pub fn len(&self) -> usize {
        self.before(self.blocks.len())
    }

    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// False if it is there already.
    pub fn insert(&mut self, item: T) -> bool {
        let Some(last) = self.blocks.len().checked_sub(1) else {
            self.blocks.push(vec![item]);
            self.count_anew();
            return true;
        };
        let block = self.block_reaching(|last| *last < item).min(last);
        let Err(at) = self.blocks[block].binary_search(&item) else { return false };
        self.blocks[block].insert(at, item);
        if self.blocks[block].len() < BLOCK {
            self.count(block, |count| *count += 1);
        } else {
            let upper = self.blocks[block].split_off(BLOCK / 2);
            self.blocks.insert(block + 1, upper);
            self.count_anew();
        }
        true
    }

    /// False if it is not there.
    pub fn remove(&mut self, item: &T) -> bool {
        let block = self.block_reaching(|last| last < item);
        let Some(items) = self.blocks.get_mut(block) else { return false };
        let Ok(at) = items.binary_search(item) else { return false };
        items.remove(at);
        if items.is_empty() {
            self.blocks.remove(block);
            self.count_anew();
        } else {
            let few = items.len() < BLOCK / 4;
            self.count(block, |count| *count -= 1);
            if few {
                self.merge(block);
            }
        }
        true
    }

    /// How many items come before the first that is not `below`; all that are must come first.
    pub fn count_below(&self, below: impl Fn(&T) -> bool) -> usize {
        let block = self.block_reaching(&below);
        self.before(block) + self.blocks.get(block).map_or(0, |items| items.partition_point(below))
    }

    /// The items in order, from a position on.
    pub fn iter_from(&self, position: usize) -> impl Iterator<Item = &T> {
        let (block, at) = self.locate(position);
        let (first, others) = self.blocks.get(block..).and_then(<[_]>::split_first).unzip();
        first.into_iter().flat_map(move |items| &items[at..]).chain(others.into_iter().flatten().flatten())
    }

    /// The first block whose last item is not `below`: one past the end if all are.
    fn block_reaching(&self, below: impl Fn(&T) -> bool) -> usize {
        self.blocks.partition_point(|items| items.last().is_some_and(&below))
    }

    /// Joins a block that has become small with a neighbour, unless it would soon be split again.
    fn merge(&mut self, block: usize) {
        let joined = |left: usize| Some(self.blocks.get(left)?.len() + self.blocks.get(left + 1)?.len());
        let fits = |left: &usize| joined(*left).is_some_and(|items| items <= BLOCK * 3 / 4);
        if let Some(left) = [Some(block), block.checked_sub(1)].into_iter().flatten().find(fits) {
            let mut right = self.blocks.remove(left + 1);
            self.blocks[left].append(&mut right);
            self.count_anew();
        }
    }

    fn count_anew(&mut self) {
        self.counts.clear();
        self.counts.extend(self.blocks.iter().map(Vec::len));
        for index in 0..self.counts.len() {
            let parent = index | (index + 1);
            if parent < self.counts.len() {
                self.counts[parent] += self.counts[index];
            }
        }
    }

    fn count(&mut self, block: usize, change: impl Fn(&mut usize)) {
        let mut index = block;
        while let Some(count) = self.counts.get_mut(index) {
            change(count);
            index |= index + 1;
        }
    }

    /// How many items lie in the blocks before this one.
    fn before(&self, block: usize) -> usize {
        let (mut end, mut sum) = (block, 0);
        while end > 0 {
            sum += self.counts[end - 1];
            end &= end - 1;
        }
        sum
    }

    /// The block that holds a position, and where in it; one past the last block if there is none.
    fn locate(&self, position: usize) -> (usize, usize) {
        let (mut block, mut rest) = (0, position);
        let mut step = self.counts.len().checked_ilog2().map_or(0, |log| 1 << log);
        while step > 0 {
            if let Some(&count) = self.counts.get(block + step - 1)
                && count <= rest
            {
                block += step;
                rest -= count;
            }
            step /= 2;
        }
        (block, rest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(set: &RankedSet<u32>, expected: &[u32]) {
        assert_eq!(set.len(), expected.len());
        assert_eq!(set.is_empty(), expected.is_empty());
        assert!(set.blocks.iter().all(|block| !block.is_empty() && block.len() < BLOCK));
        assert!(set.blocks.windows(3).all(|three| three.iter().map(Vec::len).sum::<usize>() > BLOCK / 4));
        for position in [0, 1, expected.len() / 3, expected.len() / 2, expected.len(), expected.len() + 1] {
            let rest = expected.get(position..).unwrap_or_default();
            assert_eq!(set.iter_from(position).copied().collect::<Vec<_>>(), rest, "from {position}");
        }
    }

    #[test]
    fn every_position_and_every_count_is_that_of_a_sorted_list() {
        let mut set = RankedSet::default();
        let items: Vec<u32> = (0..5_000).map(|number| number * 7_919 % 5_003 * 2).collect();
        for item in &items {
            assert!(set.insert(*item));
            assert!(!set.insert(*item), "twice");
        }
        let mut sorted = items;
        sorted.sort_unstable();
        for (position, item) in sorted.iter().enumerate() {
            assert_eq!(set.iter_from(position).next(), Some(item));
            assert_eq!(set.count_below(|other| other < item), position);
            assert_eq!(set.count_below(|other| *other < item + 1), position + 1);
        }
        check(&set, &sorted);
    }

    #[test]
    fn a_set_that_was_emptied_from_either_end_can_be_filled_again() {
        let mut set = RankedSet::default();
        for downwards in [false, true, false] {
            (0..3_000).for_each(|item| assert!(set.insert(item)));
            for step in 0..3_000 {
                let item = if downwards { 2_999 - step } else { step };
                assert!(set.remove(&item));
                assert!(!set.remove(&item), "twice");
            }
            check(&set, &[]);
        }
    }

    #[derive(Clone, Debug)]
    enum Change {
        /// `count` items from `first` on, `gap` apart, come or go.
        Insert {
            first: u32,
            count: u32,
            gap: u32,
        },
        Remove {
            first: u32,
            count: u32,
            gap: u32,
        },
    }

    fn any_change() -> impl Strategy<Value = Change> {
        (any::<bool>(), 0..4_000_u32, 1..1_500_u32, 1..4_u32).prop_map(|(insert, first, count, gap)| {
            if insert { Change::Insert { first, count, gap } } else { Change::Remove { first, count, gap } }
        })
    }

    proptest! {
        #[test]
        fn any_changes_leave_what_they_leave_in_a_plain_set(changes in prop::collection::vec(any_change(), 1..24)) {
            let (mut set, mut plain) = (RankedSet::default(), std::collections::BTreeSet::new());
            for change in changes {
                match change {
                    Change::Insert { first, count, gap } => (0..count).map(|step| first + step * gap)
                        .for_each(|item| assert_eq!(set.insert(item), plain.insert(item))),
                    Change::Remove { first, count, gap } => (0..count).map(|step| first + step * gap)
                        .for_each(|item| assert_eq!(set.remove(&item), plain.remove(&item))),
                }
                let sorted: Vec<_> = plain.iter().copied().collect();
                check(&set, &sorted);
                for limit in (0..9_000).step_by(613) {
                    let below = sorted.iter().filter(|item| **item < limit).count();
                    prop_assert_eq!(set.count_below(|item| *item < limit), below);
                }
            }
        }
    }
}

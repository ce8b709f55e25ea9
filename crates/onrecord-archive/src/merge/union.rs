//! Disjoint sets over the positions of a slice.

/// Which positions belong together.
pub(crate) struct Union(Vec<usize>);

impl Union {
    pub(crate) fn new(length: usize) -> Self {
        Self((0..length).collect())
    }

    /// Adds a position that stands alone.
    pub(crate) fn push(&mut self) -> usize {
        self.0.push(self.0.len());
        self.0.len() - 1
    }

    /// The position that stands for the set: its least.
    pub(crate) fn find(&mut self, mut position: usize) -> usize {
        while let Some(&above) = self.0.get(position)
            && above != position
        {
            let higher = self.0.get(above).copied().unwrap_or(above);
            if let Some(slot) = self.0.get_mut(position) {
                *slot = higher;
            }
            position = above;
        }
        position
    }

    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        if let Some(slot) = self.0.get_mut(one.max(other)) {
            *slot = one.min(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_stands_for_its_set_whatever_the_order() {
        for pairs in [[(4, 3), (1, 2), (2, 3)], [(2, 3), (3, 4), (2, 1)], [(1, 4), (2, 4), (3, 1)]] {
            let mut union = Union::new(6);
            for (one, other) in pairs {
                union.join(one, other);
            }
            assert_eq!(
                (0..6).map(|position| union.find(position)).collect::<Vec<_>>(),
                [0, 1, 1, 1, 1, 5],
                "{pairs:?}"
            );
        }
    }

    #[test]
    fn a_position_that_is_added_stands_alone() {
        let mut union = Union::new(2);
        assert_eq!((union.push(), union.push()), (2, 3));
        assert_eq!(union.find(3), 3);
        union.join(3, 1);
        assert_eq!((union.find(3), union.find(2)), (1, 2));
    }
}

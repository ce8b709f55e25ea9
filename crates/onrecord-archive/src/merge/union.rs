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

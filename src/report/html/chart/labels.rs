//! Where a label finds room: beside its point, and over nothing else.

/// Width of a letter and height of a line, in units of the drawing; wide enough for the fonts that browsers take.
const LETTER: f64 = 6.7;
const LINE: f64 = 15.0;

/// Where a label stands.
pub(super) struct Place {
    pub x: f64,
    pub y: f64,
    pub anchor: &'static str,
}

/// Rooms that are taken: left, top, right, bottom.
pub(super) struct Labels {
    taken: Vec<[f64; 4]>,
    bounds: [f64; 4],
}

impl Labels {
    pub fn new(left: f64, right: f64, top: f64, bottom: f64) -> Self {
        Self { taken: Vec::new(), bounds: [left, top, right, bottom] }
    }

    /// Nothing may be written over a point.
    pub fn keep_clear(&mut self, x: f64, y: f64) {
        self.taken.push([x - 6.0, y - 6.0, x + 6.0, y + 6.0]);
    }

    /// Nothing may be written over a line from one day to another.
    pub fn keep_clear_line(&mut self, from: f64, to: f64, y: f64) {
        self.taken.push([from, y - 2.0, to, y + 2.0]);
    }

    /// Room for so many letters beside a point; nothing if there is none.
    pub fn place(&mut self, x: f64, y: f64, letters: usize) -> Option<Place> {
        let width = letters as f64 * LETTER;
        let rows = [0.0, -LINE, LINE, -2.0 * LINE, 2.0 * LINE];
        for row in rows {
            for (left, anchor, at) in [(x + 11.0, "start", x + 11.0), (x - 11.0 - width, "end", x - 11.0)] {
                let middle = y + row;
                let room = [left, middle - LINE / 2.0, left + width, middle + LINE / 2.0];
                let inside = room[0] >= self.bounds[0]
                    && room[1] >= self.bounds[1]
                    && room[2] <= self.bounds[2]
                    && room[3] <= self.bounds[3] + 4.0;
                if inside && !self.taken.iter().any(|taken| overlap(taken, &room)) {
                    self.taken.push(room);
                    return Some(Place { x: at, y: middle + 4.0, anchor });
                }
            }
        }
        None
    }
}

fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lie_over_nothing_and_stop_where_no_room_is_left() {
        let mut labels = Labels::new(0.0, 400.0, 0.0, 60.0);
        labels.keep_clear(200.0, 30.0);
        let placed: Vec<Place> = (0..20).map_while(|_| labels.place(200.0, 30.0, 20)).collect();
        assert!((2..20).contains(&placed.len()), "{}", placed.len());
        for (at, one) in labels.taken.iter().enumerate() {
            assert!(labels.taken[at + 1..].iter().all(|other| !overlap(one, other)));
        }
    }
}

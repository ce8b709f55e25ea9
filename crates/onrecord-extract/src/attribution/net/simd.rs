//! Vectors of eight numbers: AVX2 with fused multiply-add where the processor has it, plain arrays elsewhere.
//!
//! A kernel is written once over [`Lanes`]. [`Backend::run`] enters it with the instructions that were found when
//! the program started; everything a kernel calls must be inlined into it, or it is compiled without them.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined into its kernel loses the vector instructions"
)]

/// Numbers in a vector.
pub(super) const WIDTH: usize = 8;

/// Arithmetic on vectors of eight numbers.
pub(super) trait Lanes: Copy {
    type Vector: Copy;

    fn splat(self, value: f32) -> Self::Vector;
    fn load(self, values: &[f32; WIDTH]) -> Self::Vector;
    fn store(self, vector: Self::Vector, values: &mut [f32; WIDTH]);
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn sub(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn mul(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn div(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn min(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// `a * b + c`, rounded once or twice.
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;

    /// Hyperbolic tangent to 3e-7: a quotient of two polynomials of the square, fitted to the range where the
    /// tangent differs from 1.
    #[inline(always)]
    fn tanh(self, x: Self::Vector) -> Self::Vector {
        const ABOVE: [f32; 5] = [0.999_999_94, 0.134_381_9, 3.564_153e-3, 2.177_319_6e-5, 1.506_174_2e-8];
        const BELOW: [f32; 5] = [1.0, 0.467_715_08, 2.613_600_3e-2, 3.399_174_6e-4, 8.453_634e-7];
        let x = self.max(self.min(x, self.splat(8.0)), self.splat(-8.0));
        let square = self.mul(x, x);
        let horner = |coefficients: [f32; 5]| {
            let [zero, one, two, three, four] = coefficients.map(|coefficient| self.splat(coefficient));
            let value = self.mul_add(four, square, three);
            let value = self.mul_add(value, square, two);
            let value = self.mul_add(value, square, one);
            self.mul_add(value, square, zero)
        };
        self.div(self.mul(x, horner(ABOVE)), horner(BELOW))
    }

    /// Logistic function, to 2e-7.
    #[inline(always)]
    fn sigmoid(self, x: Self::Vector) -> Self::Vector {
        let half = self.splat(0.5);
        self.mul_add(self.tanh(self.mul(x, half)), half, half)
    }
}

/// A piece of work over vectors.
pub(super) trait Kernel {
    type Output;

    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// The instructions that kernels run with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Backend {
    /// What every processor of the target has.
    Portable,
    /// AVX2 and fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    Avx2(pulp::x86::V3),
}

impl Backend {
    /// The best backend of this processor.
    pub(super) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(features) = pulp::x86::V3::try_new() {
            return Self::Avx2(features);
        }
        Self::Portable
    }

    /// Runs a kernel.
    pub(super) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            Self::Portable => kernel.run(Portable),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(features) => pulp::Simd::vectorize(features, avx2::Call { kernel, lanes: avx2::Avx2(features) }),
        }
    }
}

/// Arrays; the compiler makes of them what vectors the target has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Portable;

#[inline(always)]
fn each(a: [f32; WIDTH], b: [f32; WIDTH], of: impl Fn(f32, f32) -> f32) -> [f32; WIDTH] {
    std::array::from_fn(|i| of(a[i], b[i]))
}

impl Lanes for Portable {
    type Vector = [f32; WIDTH];

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Vector {
        [value; WIDTH]
    }

    #[inline(always)]
    fn load(self, values: &[f32; WIDTH]) -> Self::Vector {
        *values
    }

    #[inline(always)]
    fn store(self, vector: Self::Vector, values: &mut [f32; WIDTH]) {
        *values = vector;
    }

    #[inline(always)]
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| a + b)
    }

    #[inline(always)]
    fn sub(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| a - b)
    }

    #[inline(always)]
    fn mul(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| a * b)
    }

    #[inline(always)]
    fn div(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| a / b)
    }

    #[inline(always)]
    fn min(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        each(a, b, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector {
        std::array::from_fn(|i| a[i] * b[i] + c[i])
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use pulp::x86::V3;
    use pulp::{NullaryFnOnce, Simd, cast, f32x8};

    use super::{Kernel, Lanes, WIDTH};

    /// AVX2 registers; `V3` proves that the processor has them.
    #[derive(Clone, Copy, Debug)]
    pub(super) struct Avx2(pub(super) V3);

    /// A kernel about to run on AVX2.
    pub(super) struct Call<K> {
        pub(super) kernel: K,
        pub(super) lanes: Avx2,
    }

    impl<K: Kernel> NullaryFnOnce for Call<K> {
        type Output = K::Output;

        #[inline(always)]
        fn call(self) -> K::Output {
            self.kernel.run(self.lanes)
        }
    }

    impl Lanes for Avx2 {
        type Vector = f32x8;

        #[inline(always)]
        fn splat(self, value: f32) -> f32x8 {
            self.0.splat_f32s(value)
        }

        #[inline(always)]
        fn load(self, values: &[f32; WIDTH]) -> f32x8 {
            cast(*values)
        }

        #[inline(always)]
        fn store(self, vector: f32x8, values: &mut [f32; WIDTH]) {
            *values = cast(vector);
        }

        #[inline(always)]
        fn add(self, a: f32x8, b: f32x8) -> f32x8 {
            self.0.add_f32s(a, b)
        }

        #[inline(always)]
        fn sub(self, a: f32x8, b: f32x8) -> f32x8 {
            self.0.sub_f32s(a, b)
        }

        #[inline(always)]
        fn mul(self, a: f32x8, b: f32x8) -> f32x8 {
            self.0.mul_f32s(a, b)
        }

        #[inline(always)]
        fn div(self, a: f32x8, b: f32x8) -> f32x8 {
            self.0.div_f32s(a, b)
        }

        #[inline(always)]
        fn min(self, a: f32x8, b: f32x8) -> f32x8 {
            self.0.min_f32s(a, b)
        }

        #[inline(always)]
        fn max(self, a: f32x8, b: f32x8) -> f32x8 {
            self.0.max_f32s(a, b)
        }

        #[inline(always)]
        fn mul_add(self, a: f32x8, b: f32x8, c: f32x8) -> f32x8 {
            self.0.mul_add_f32s(a, b, c)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tangents<'a>(&'a mut [[f32; WIDTH]]);

    impl Kernel for Tangents<'_> {
        type Output = ();

        fn run<L: Lanes>(self, lanes: L) {
            for values in self.0 {
                lanes.store(lanes.tanh(lanes.load(values)), values);
            }
        }
    }

    #[test]
    fn the_tangent_is_exact_to_six_places_on_every_backend() {
        for backend in [Backend::Portable, Backend::detect()] {
            let inputs: Vec<[f32; WIDTH]> =
                (-1500..1500).map(|i| std::array::from_fn(|j| (i * 8 + j as i32) as f32 / 1000.0)).collect();
            let mut outputs = inputs.clone();
            backend.run(Tangents(&mut outputs));
            for (x, y) in inputs.as_flattened().iter().zip(outputs.as_flattened()) {
                assert!((f64::from(*x).tanh() - f64::from(*y)).abs() < 1e-6, "{x} {y}");
            }
        }
    }
}

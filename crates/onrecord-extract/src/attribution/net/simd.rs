//! Vectors as wide as the registers: sixteen numbers with AVX-512, eight with AVX2 and fused multiply-add, four
//! elsewhere.
//!
//! A kernel is written once over [`Lanes`]. [`Backend::run`] enters it with the instructions that were found when
//! the program started; everything a kernel calls must be inlined into it, or it is compiled without them. Closures
//! are not always inlined: a kernel does arithmetic in none.
#![expect(
    clippy::inline_always,
    reason = "a function that is not inlined into its kernel loses the vector instructions"
)]

/// The widest vector, in numbers; the sizes of a model are multiples of it.
pub(super) const WIDEST: usize = 16;

/// Arithmetic on vectors of a register's width.
pub(super) trait Lanes: Copy {
    type Vector: Copy;
    /// The numbers of a vector in memory.
    type Array: Copy + AsRef<[f32]> + AsMut<[f32]>;
    /// How many they are.
    const WIDTH: usize;

    /// All whole vectors of these numbers.
    fn chunks(self, values: &[f32]) -> &[Self::Array];
    fn chunks_mut(self, values: &mut [f32]) -> &mut [Self::Array];
    fn splat(self, value: f32) -> Self::Vector;
    fn load(self, values: &Self::Array) -> Self::Vector;
    fn store(self, vector: Self::Vector, values: &mut Self::Array);
    fn array(self, vector: Self::Vector) -> Self::Array;
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
        let above = self.polynomial(square, ABOVE);
        self.div(self.mul(x, above), self.polynomial(square, BELOW))
    }

    /// A polynomial of the fourth degree, lowest coefficient first.
    #[inline(always)]
    fn polynomial(self, x: Self::Vector, [zero, one, two, three, four]: [f32; 5]) -> Self::Vector {
        let value = self.mul_add(self.splat(four), x, self.splat(three));
        let value = self.mul_add(value, x, self.splat(two));
        let value = self.mul_add(value, x, self.splat(one));
        self.mul_add(value, x, self.splat(zero))
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
    /// AVX-512.
    #[cfg(target_arch = "x86_64")]
    Avx512(pulp::x86::V4),
}

impl Backend {
    /// The backends that this processor can run, the fastest last.
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(pulp::x86::V3::try_new().map(Self::Avx2));
            all.extend(pulp::x86::V4::try_new().map(Self::Avx512));
        }
        all
    }

    /// The fastest backend of this processor.
    pub(super) fn detect() -> Self {
        Self::all().pop().unwrap_or(Self::Portable)
    }

    /// Numbers in a vector; weights are stored in blocks of so many rows.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Portable => Portable::WIDTH,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => x86::Avx2::WIDTH,
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => x86::Avx512::WIDTH,
        }
    }

    /// Runs a kernel.
    pub(super) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            Self::Portable => kernel.run(Portable),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(features) => pulp::Simd::vectorize(features, x86::Call { kernel, lanes: x86::Avx2(features) }),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(features) => {
                pulp::Simd::vectorize(features, x86::Call { kernel, lanes: x86::Avx512(features) })
            }
        }
    }
}

/// Arrays; the compiler makes of them what vectors the target has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Portable;

#[inline(always)]
fn each(a: [f32; 4], b: [f32; 4], of: impl Fn(f32, f32) -> f32) -> [f32; 4] {
    std::array::from_fn(|i| of(a[i], b[i]))
}

impl Lanes for Portable {
    type Vector = [f32; 4];
    type Array = [f32; 4];
    const WIDTH: usize = 4;

    #[inline(always)]
    fn chunks(self, values: &[f32]) -> &[[f32; 4]] {
        values.as_chunks().0
    }

    #[inline(always)]
    fn chunks_mut(self, values: &mut [f32]) -> &mut [[f32; 4]] {
        values.as_chunks_mut().0
    }

    #[inline(always)]
    fn splat(self, value: f32) -> [f32; 4] {
        [value; 4]
    }

    #[inline(always)]
    fn load(self, values: &[f32; 4]) -> [f32; 4] {
        *values
    }

    #[inline(always)]
    fn store(self, vector: [f32; 4], values: &mut [f32; 4]) {
        *values = vector;
    }

    #[inline(always)]
    fn array(self, vector: [f32; 4]) -> [f32; 4] {
        vector
    }

    #[inline(always)]
    fn add(self, a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        each(a, b, |a, b| a + b)
    }

    #[inline(always)]
    fn sub(self, a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        each(a, b, |a, b| a - b)
    }

    #[inline(always)]
    fn mul(self, a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        each(a, b, |a, b| a * b)
    }

    #[inline(always)]
    fn div(self, a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        each(a, b, |a, b| a / b)
    }

    #[inline(always)]
    fn min(self, a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        each(a, b, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn max(self, a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
        each(a, b, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn mul_add(self, a: [f32; 4], b: [f32; 4], c: [f32; 4]) -> [f32; 4] {
        std::array::from_fn(|i| a[i] * b[i] + c[i])
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use pulp::x86::{V3, V4};
    use pulp::{NullaryFnOnce, Simd, cast, f32x8, f32x16};

    use super::{Kernel, Lanes};

    /// AVX2 registers; `V3` proves that the processor has them.
    #[derive(Clone, Copy, Debug)]
    pub(super) struct Avx2(pub(super) V3);

    /// AVX-512 registers; `V4` proves that the processor has them.
    #[derive(Clone, Copy, Debug)]
    pub(super) struct Avx512(pub(super) V4);

    /// A kernel about to run with the instructions of `L`.
    pub(super) struct Call<K, L> {
        pub(super) kernel: K,
        pub(super) lanes: L,
    }

    impl<K: Kernel, L: Lanes> NullaryFnOnce for Call<K, L> {
        type Output = K::Output;

        #[inline(always)]
        fn call(self) -> K::Output {
            self.kernel.run(self.lanes)
        }
    }

    /// Vectors of `pulp`, which names their operations alike in every width.
    macro_rules! lanes {
        ($name:ident, $vector:ident, $width:literal) => {
            impl Lanes for $name {
                type Vector = $vector;
                type Array = [f32; $width];
                const WIDTH: usize = $width;

                #[inline(always)]
                fn chunks(self, values: &[f32]) -> &[[f32; $width]] {
                    values.as_chunks().0
                }

                #[inline(always)]
                fn chunks_mut(self, values: &mut [f32]) -> &mut [[f32; $width]] {
                    values.as_chunks_mut().0
                }

                #[inline(always)]
                fn splat(self, value: f32) -> $vector {
                    self.0.splat_f32s(value)
                }

                #[inline(always)]
                fn load(self, values: &[f32; $width]) -> $vector {
                    cast(*values)
                }

                #[inline(always)]
                fn store(self, vector: $vector, values: &mut [f32; $width]) {
                    *values = cast(vector);
                }

                #[inline(always)]
                fn array(self, vector: $vector) -> [f32; $width] {
                    cast(vector)
                }

                #[inline(always)]
                fn add(self, a: $vector, b: $vector) -> $vector {
                    self.0.add_f32s(a, b)
                }

                #[inline(always)]
                fn sub(self, a: $vector, b: $vector) -> $vector {
                    self.0.sub_f32s(a, b)
                }

                #[inline(always)]
                fn mul(self, a: $vector, b: $vector) -> $vector {
                    self.0.mul_f32s(a, b)
                }

                #[inline(always)]
                fn div(self, a: $vector, b: $vector) -> $vector {
                    self.0.div_f32s(a, b)
                }

                #[inline(always)]
                fn min(self, a: $vector, b: $vector) -> $vector {
                    self.0.min_f32s(a, b)
                }

                #[inline(always)]
                fn max(self, a: $vector, b: $vector) -> $vector {
                    self.0.max_f32s(a, b)
                }

                #[inline(always)]
                fn mul_add(self, a: $vector, b: $vector, c: $vector) -> $vector {
                    self.0.mul_add_f32s(a, b, c)
                }
            }
        };
    }

    lanes!(Avx2, f32x8, 8);
    lanes!(Avx512, f32x16, 16);
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tangents<'a>(&'a mut [f32]);

    impl Kernel for Tangents<'_> {
        type Output = ();

        fn run<L: Lanes>(self, lanes: L) {
            for values in lanes.chunks_mut(self.0) {
                lanes.store(lanes.tanh(lanes.load(values)), values);
            }
        }
    }

    #[test]
    fn the_tangent_is_exact_to_six_places_on_every_backend() {
        for backend in Backend::all() {
            let inputs: Vec<f32> = (-12_000..12_000).map(|i| i as f32 / 1000.0).collect();
            let mut outputs = inputs.clone();
            backend.run(Tangents(&mut outputs));
            for (x, y) in inputs.iter().zip(&outputs) {
                assert!((f64::from(*x).tanh() - f64::from(*y)).abs() < 1e-6, "{x} {y}");
            }
        }
    }
}

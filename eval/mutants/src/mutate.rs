//! Mutants of a source file: the text in which each stands behind a switch of its own.
//!
//! `a < b` becomes `(if crate::mutants::on(7) {(a) <= (b)} else {a < b})`. What stands behind a switch is the printed text; in the last
//! branch the parts have their own switches.

use std::collections::HashMap;
use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Arm, Attribute, BinOp, Block, Expr, ExprBinary, ExprClosure, ExprMatch, ExprRepeat, ExprStruct, ExprUnary,
    ImplItemFn, ItemConst, ItemFn, ItemImpl, ItemMod, ItemStatic, Macro, Pat, Signature, Type, UnOp, Variant,
};

use crate::values;

/// One change of the code.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    /// The number of its switch.
    pub(crate) number: u32,
    /// What names it wherever the lines of the file move to.
    pub(crate) name: Name,
    /// Where it stands: the file, its line and column, counted from one.
    pub(crate) place: String,
}

/// The name of a mutant, without lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name {
    /// The file, from the root of the project.
    pub(crate) file: String,
    /// The function, with its type.
    pub(crate) function: String,
    /// What is done, `replace < with <=`.
    pub(crate) change: String,
    /// The words of the code that tell it from others of the function.
    pub(crate) words: String,
}

/// A file with its switches.
pub(crate) struct Mutated {
    pub(crate) text: String,
    pub(crate) mutants: Vec<Mutant>,
    /// Where in the text each mutant is written, by its number: what does not compile is found by it.
    pub(crate) written: Vec<(u32, Range<usize>)>,
    /// The number of the first mutant of the next file.
    pub(crate) end: u32,
}

/// The file with a switch for every mutant but those that are to be left out; numbers begin at `first`.
pub(crate) fn mutate(file: &str, source: &str, first: u32, without: &dyn Fn(u32) -> bool) -> syn::Result<Mutated> {
    let tree = syn::parse_file(source)?;
    let mut walk =
        Walk { file, source, next: first, without, scope: Vec::new(), mutants: Vec::new(), insertions: Vec::new() };
    walk.visit_file(&tree);
    let Walk { mut mutants, insertions, next: end, .. } = walk;
    count_namesakes(&mut mutants);
    let (text, written) = insert(source, insertions);
    Ok(Mutated { text, mutants, written, end })
}

/// Mutants of one name are told apart by a number.
fn count_namesakes(mutants: &mut [Mutant]) {
    let mut seen: HashMap<Name, u32> = HashMap::new();
    for mutant in mutants {
        let count = seen.entry(mutant.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            mutant.name.change = format!("{} ({count})", mutant.name.change);
        }
    }
}

/// Text to be put in: where, whether it closes what stands before it, and which mutant it writes.
struct Insertion {
    at: usize,
    closes: bool,
    text: String,
    mutant: Option<u32>,
}

/// At one place what closes comes first, the innermost before the others; what opens follows from the outermost on.
fn insert(source: &str, insertions: Vec<Insertion>) -> (String, Vec<(u32, Range<usize>)>) {
    let mut order: Vec<(usize, Insertion)> = insertions.into_iter().enumerate().collect();
    let key = |(number, insertion): &(usize, Insertion)| {
        let number = i64::try_from(*number).unwrap_or(i64::MAX);
        (insertion.at, !insertion.closes, if insertion.closes { -number } else { number })
    };
    order.sort_by_key(key);
    let (mut text, mut written, mut done) = (String::new(), Vec::new(), 0);
    for (_, insertion) in order {
        text.push_str(&source[done..insertion.at]);
        done = insertion.at;
        let start = text.len();
        text.push_str(&insertion.text);
        written.extend(insertion.mutant.map(|number| (number, start..text.len())));
    }
    text.push_str(&source[done..]);
    (text, written)
}

struct Walk<'w> {
    file: &'w str,
    source: &'w str,
    next: u32,
    without: &'w dyn Fn(u32) -> bool,
    /// The type and the functions that the walk is in.
    scope: Vec<String>,
    mutants: Vec<Mutant>,
    insertions: Vec<Insertion>,
}

impl Walk<'_> {
    fn text(&self, span: Span) -> &str {
        &self.source[span.byte_range()]
    }

    /// Words on one line.
    fn flat(&self, range: Range<usize>) -> String {
        self.source[range].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A new mutant; no number where it does not compile.
    fn mutant(&mut self, span: Span, change: String, words: String) -> Option<u32> {
        let number = self.next;
        self.next += 1;
        if (self.without)(number) {
            return None;
        }
        let start = span.start();
        let place = format!("{}:{}:{}", self.file, start.line, start.column + 1);
        let name = Name { file: self.file.to_owned(), function: self.scope.join("::"), change, words };
        self.mutants.push(Mutant { number, name, place });
        Some(number)
    }

    fn put(&mut self, at: usize, closes: bool, text: String, mutant: Option<u32>) {
        self.insertions.push(Insertion { at, closes, text, mutant });
    }

    /// Puts other texts for an expression behind switches, and the expression itself in the last branch.
    fn instead(&mut self, whole: Range<usize>, others: Vec<(u32, String)>) {
        if others.is_empty() {
            return;
        }
        self.put(whole.start, false, "(".to_owned(), None);
        for (number, other) in others {
            let text = format!("if crate::mutants::on({number}) {{{other}}} else ");
            self.put(whole.start, false, text, Some(number));
        }
        self.put(whole.start, false, "{".to_owned(), None);
        self.put(whole.end, true, "})".to_owned(), None);
    }

    fn function(
        &mut self,
        signature: &Signature,
        attributes: &[Attribute],
        block: &Block,
        inner: impl FnOnce(&mut Self),
    ) {
        if signature.constness.is_some() || is_test(attributes) {
            return;
        }
        self.scope.push(signature.ident.to_string());
        let start = block.brace_token.span.open().byte_range().end;
        let end = block.brace_token.span.close().byte_range().start;
        let body = self.flat(start..end);
        for value in values::of_return(&signature.output) {
            if body == value || body.is_empty() && value == "()" {
                continue;
            }
            if let Some(number) = self.mutant(signature.ident.span(), format!("return {value}"), String::new()) {
                let text = format!(" if crate::mutants::on({number}) {{ return {value}; }} ");
                self.put(start, false, text, Some(number));
            }
        }
        inner(self);
        self.scope.pop();
    }

    fn arm(&mut self, arm: &Arm, may_go: bool) {
        let pattern = self.flat(arm.pat.span().byte_range());
        let chained = arm.guard.as_ref().is_some_and(|(_, guard)| holds_let(guard));
        let gone =
            may_go.then(|| self.mutant(arm.pat.span(), "delete match arm".to_owned(), pattern.clone())).flatten();
        let Some((_, guard)) = &arm.guard else {
            if let Some(number) = gone {
                let end = arm.pat.span().byte_range().end;
                self.put(end, true, format!(" if !crate::mutants::on({number})"), gone);
            }
            return;
        };
        let range = guard.span().byte_range();
        if let Some(number) = gone {
            let (open, close) = if chained { ("", "") } else { ("(", ")") };
            self.put(range.start, false, format!("!crate::mutants::on({number}) && {open}"), gone);
            self.put(range.end, true, close.to_owned(), None);
        }
        if chained {
            return;
        }
        let words = format!("{pattern} if {}", self.flat(range.clone()));
        let always = self.mutant(guard.span(), "replace match guard with true".to_owned(), words.clone());
        let never = self.mutant(guard.span(), "replace match guard with false".to_owned(), words);
        let truths = [(always, "true"), (never, "false")];
        let others = truths.iter().filter_map(|(number, truth)| Some(((*number)?, (*truth).to_owned()))).collect();
        self.instead(range, others);
    }
}

impl<'ast> Visit<'ast> for Walk<'_> {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        if is_test(&block.attrs) {
            return;
        }
        let of = match &*block.self_ty {
            Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default(),
            other => self.text(other.span()).to_owned(),
        };
        let outer = std::mem::replace(&mut self.scope, vec![of]);
        visit::visit_item_impl(self, block);
        self.scope = outer;
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.function(&function.sig, &function.attrs, &function.block, |walk| walk.visit_block(&function.block));
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.function(&function.sig, &function.attrs, &function.block, |walk| walk.visit_block(&function.block));
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        let operator = self.text(binary.op.span()).to_owned();
        let of_let = matches!(binary.op, BinOp::And(_)) && (holds_let(&binary.left) || holds_let(&binary.right));
        if !of_let {
            let (left, right) = (binary.left.span().byte_range(), binary.right.span().byte_range());
            let words = abridged(&self.flat(left.clone()), &operator, &self.flat(right.clone()));
            let mut others = Vec::new();
            for other in replacements(&operator) {
                let change = format!("replace {operator} with {other}");
                if let Some(number) = self.mutant(binary.op.span(), change, words.clone()) {
                    let (left, right) = (&self.source[left.clone()], &self.source[right.clone()]);
                    let assigns = other.ends_with('=') && !["==", "!=", "<=", ">="].contains(other);
                    let left = if assigns { left.to_owned() } else { format!("({left})") };
                    others.push((number, format!("{left} {other} ({right})")));
                }
            }
            self.instead(binary.span().byte_range(), others);
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast ExprUnary) {
        let sign = match unary.op {
            UnOp::Not(_) => "!",
            UnOp::Neg(_) => "-",
            _ => "",
        };
        if !sign.is_empty() {
            let words = abridged("", sign, &self.flat(unary.expr.span().byte_range()));
            if let Some(number) = self.mutant(unary.op.span(), format!("delete {sign}"), words) {
                let other = self.text(unary.expr.span()).to_owned();
                self.instead(unary.span().byte_range(), vec![(number, other)]);
            }
        }
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_match(&mut self, whole: &'ast ExprMatch) {
        let catches = |arm: &Arm| arm.guard.is_none() && matches!(arm.pat, Pat::Wild(_));
        let any = whole.arms.iter().any(catches);
        for arm in &whole.arms {
            self.arm(arm, any && !catches(arm));
        }
        visit::visit_expr_match(self, whole);
    }

    fn visit_expr_struct(&mut self, whole: &'ast ExprStruct) {
        if whole.rest.is_some() {
            let mut others = Vec::new();
            for field in &whole.fields {
                let range = field.span().byte_range();
                let words = abridged("", &self.flat(range.clone()), "");
                if let Some(number) = self.mutant(field.span(), "delete field".to_owned(), words) {
                    let all = whole.span().byte_range();
                    let rest = self.source[range.end..all.end].trim_start();
                    let rest = rest.strip_prefix(',').unwrap_or(rest);
                    others.push((number, format!("{}{rest}", &self.source[all.start..range.start])));
                }
            }
            self.instead(whole.span().byte_range(), others);
        }
        visit::visit_expr_struct(self, whole);
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        self.visit_expr(&closure.body);
    }

    fn visit_expr_repeat(&mut self, _: &'ast ExprRepeat) {}
    fn visit_item_const(&mut self, _: &'ast ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast ItemStatic) {}
    fn visit_variant(&mut self, _: &'ast Variant) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_macro(&mut self, _: &'ast Macro) {}
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}

/// The operators that an operator is replaced by.
fn replacements(operator: &str) -> &'static [&'static str] {
    match operator {
        "==" => &["!="],
        "!=" => &["=="],
        "<" => &["<=", "==", ">"],
        ">" => &[">=", "==", "<"],
        "<=" => &[">"],
        ">=" => &["<"],
        "&&" => &["||"],
        "||" => &["&&"],
        "+" => &["-", "*"],
        "-" | "*" => &["+", "/"],
        "/" => &["%", "*"],
        "%" => &["/", "+"],
        "<<" => &[">>"],
        ">>" => &["<<"],
        "&" => &["|", "^"],
        "|" => &["&", "^"],
        "^" => &["&", "|"],
        "+=" => &["-=", "*="],
        "-=" | "*=" => &["+=", "/="],
        "/=" => &["%=", "*="],
        "|=" => &["&="],
        "&=" => &["|="],
        _ => &[],
    }
}

/// What stands next to an operator, at most fifty characters on either side.
fn abridged(left: &str, operator: &str, right: &str) -> String {
    const MOST: usize = 50;
    let skipped = left.chars().count().saturating_sub(MOST);
    let mut result: String = if skipped > 0 { "…".to_owned() } else { String::new() };
    result.extend(left.chars().skip(skipped));
    let space = if left.is_empty() { "" } else { " " };
    result = format!("{result}{space}{operator}{space}");
    result.extend(right.chars().take(MOST));
    if right.chars().count() > MOST {
        result.push('…');
    }
    result
}

/// Whether an expression is a chain of conditions with a `let`, which no branch can be put around.
fn holds_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(ExprBinary { left, op: BinOp::And(_), right, .. }) => holds_let(left) || holds_let(right),
        _ => false,
    }
}

/// Whether code is there for tests alone.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string().contains("test"))
    })
}

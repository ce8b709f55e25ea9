//! The values that stand in for what a function returns.

use syn::{GenericArgument, PathArguments, ReturnType, Type, TypePath, TypeReference};

/// How many values a return type is given at most; a product of tuples grows fast.
const MOST: usize = 12;

/// Expressions of the type that a function returns; none where none can be thought of.
pub(crate) fn of_return(output: &ReturnType) -> Vec<String> {
    match output {
        ReturnType::Default => vec!["()".to_owned()],
        ReturnType::Type(_, output) => of_type(output),
    }
}

fn of_type(of: &Type) -> Vec<String> {
    let mut values = match of {
        Type::Path(path) => of_path(path),
        Type::Reference(reference) => of_reference(reference),
        Type::Tuple(tuple) => product(&tuple.elems.iter().map(of_type).collect::<Vec<_>>()),
        Type::Paren(inner) => of_type(&inner.elem),
        _ => Vec::new(),
    };
    values.truncate(MOST);
    values
}

fn of_path(path: &TypePath) -> Vec<String> {
    let Some(last) = path.path.segments.last() else { return Vec::new() };
    let inner = inner(&last.arguments);
    let wrapped = |before: &str, after: &str| -> Vec<String> {
        inner.iter().map(|value| format!("{before}{value}{after}")).collect()
    };
    match last.ident.to_string().as_str() {
        "bool" => owned(&["true", "false"]),
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => owned(&["0", "1", "-1"]),
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => owned(&["0", "1"]),
        "f32" | "f64" => owned(&["0.0", "1.0", "-1.0"]),
        "String" => owned(&["String::new()", "\"xyzzy\".into()"]),
        "Option" => std::iter::once("None".to_owned()).chain(wrapped("Some(", ")")).collect(),
        "Result" => wrapped("Ok(", ")"),
        "Vec" => std::iter::once("vec![]".to_owned()).chain(wrapped("vec![", "]")).collect(),
        "BTreeSet" | "HashSet" => {
            std::iter::once("Default::default()".to_owned()).chain(wrapped("FromIterator::from_iter([", "])")).collect()
        }
        _ => owned(&["Default::default()"]),
    }
}

/// The values of the first type in angle brackets; `()` where none stands there, for aliases.
fn inner(arguments: &PathArguments) -> Vec<String> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return owned(&["Default::default()"]) };
    let first = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(of) => Some(of),
        _ => None,
    });
    first.map(of_type).unwrap_or_default()
}

fn of_reference(reference: &TypeReference) -> Vec<String> {
    match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => owned(&["\"\"", "\"xyzzy\""]),
        Type::Slice(_) if reference.mutability.is_none() => owned(&["&[]"]),
        _ => Vec::new(),
    }
}

fn product(parts: &[Vec<String>]) -> Vec<String> {
    let mut rows = vec![String::new()];
    for values in parts {
        rows = rows.iter().flat_map(|row| values.iter().map(move |value| format!("{row}{value}, "))).collect();
    }
    rows.iter().map(|row| format!("({row})")).collect()
}

fn owned(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

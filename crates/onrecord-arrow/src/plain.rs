//! The types that every engine has: Spark knows neither string views nor unsigned numbers.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{UInt8Type, UInt32Type};
use arrow_array::{Array, ArrayRef, Int16Array, Int64Array, ListArray, StructArray};
use arrow_schema::{DataType, Field};

/// The same values as plain strings and signed numbers, inside structs and lists too. Unsigned numbers become the type
/// that Spark reads them as from Parquet.
pub(crate) fn plain(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Utf8View => {
            let words = array.as_string_view();
            let bytes = words.lengths().map(|length| length as usize).sum();
            let mut plain = StringBuilder::with_capacity(words.len(), bytes);
            words.iter().for_each(|word| plain.append_option(word));
            Arc::new(plain.finish())
        }
        DataType::UInt8 => {
            let values = array.as_primitive::<UInt8Type>().iter();
            Arc::new(values.map(|value| value.map(i16::from)).collect::<Int16Array>())
        }
        DataType::UInt32 => {
            let values = array.as_primitive::<UInt32Type>().iter();
            Arc::new(values.map(|value| value.map(i64::from)).collect::<Int64Array>())
        }
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            let items = plain(list.values());
            let field = Arc::new(Field::new("item", items.data_type().clone(), true));
            Arc::new(ListArray::new(field, list.offsets().clone(), items, list.nulls().cloned()))
        }
        DataType::Struct(fields) => {
            let parts: Vec<_> = array.as_struct().columns().iter().map(plain).collect();
            let field = |(name, part): (&String, &ArrayRef)| Field::new(name, part.data_type().clone(), true);
            let fields: Vec<_> = fields.iter().map(|field| field.name()).zip(&parts).map(field).collect();
            Arc::new(StructArray::new(fields.into(), parts, array.nulls().cloned()))
        }
        _ => Arc::clone(array),
    }
}

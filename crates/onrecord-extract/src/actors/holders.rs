//! The table of office holders confirms what the text says, and never corrects it.

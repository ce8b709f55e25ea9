-- What Spark has under other names in DuckDB.
CREATE OR REPLACE TEMP MACRO aggregate(list, start, merge) AS list_reduce(list, merge, start);
CREATE OR REPLACE TEMP MACRO array_join(list, between) AS array_to_string(list, between);
CREATE OR REPLACE TEMP MACRO array_max(list) AS list_max(list);
CREATE OR REPLACE TEMP MACRO array_min(list) AS list_min(list);
CREATE OR REPLACE TEMP MACRO arrays_overlap(one, other) AS list_has_any(one, other);
CREATE OR REPLACE TEMP MACRO element_at(list, place) AS list_extract(list, place);
CREATE OR REPLACE TEMP MACRO explode(list) AS unnest(list);
CREATE OR REPLACE TEMP MACRO filter(list, keeps) AS list_filter(list, keeps);
CREATE OR REPLACE TEMP MACRO sequence(first, last) AS generate_series(first, last),
    (first, last, step) AS generate_series(first, last, step);
CREATE OR REPLACE TEMP MACRO size(list) AS len(list);
CREATE OR REPLACE TEMP MACRO slice(list, start, length) AS list_slice(list, start, start + length - 1);
CREATE OR REPLACE TEMP MACRO split(words, between) AS string_split(words, between);
CREATE OR REPLACE TEMP MACRO transform(list, change) AS list_transform(list, change);

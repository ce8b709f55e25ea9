//! Networks of an archive: who speaks about whom, who writes to whom, who stands where.

use std::collections::BTreeMap;
use std::io::Write;

use super::xml::Escaped;
use crate::archive::Archive;
use crate::error::Error;

/// Which network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Speakers and those they speak about.
    SpeaksAbout,
    /// Senders and recipients of exchanges.
    Exchanges,
    /// Actors and the concepts they are for or against.
    Positions,
}

impl Network {
    /// Every network, in the order of the documentation.
    pub const ALL: &'static [Self] = &[Self::SpeaksAbout, Self::Exchanges, Self::Positions];

    /// The name that options use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SpeaksAbout => "speaks-about",
            Self::Exchanges => "exchanges",
            Self::Positions => "positions",
        }
    }

    fn sql(self) -> &'static str {
        match self {
            Self::SpeaksAbout => include_str!("speaks_about.sql"),
            Self::Exchanges => include_str!("exchanges.sql"),
            Self::Positions => include_str!("positions.sql"),
        }
    }
}

/// An edge with all that it stands for.
struct Edge {
    source: usize,
    target: usize,
    relation: String,
    voice: String,
    weight: i64,
    first: Option<String>,
    last: Option<String>,
}

/// Nodes by name, with their kinds, and edges between their positions.
struct Graph {
    nodes: Vec<(String, String)>,
    edges: Vec<Edge>,
}

impl Graph {
    fn read(archive: &Archive, network: Network) -> Result<Self, Error> {
        let mut positions: BTreeMap<(String, String), usize> = BTreeMap::new();
        let (mut nodes, mut edges) = (Vec::new(), Vec::new());
        let mut read = archive.connection.prepare(network.sql())?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let mut node = |name: String, kind: String| {
                *positions.entry((kind.clone(), name.clone())).or_insert_with(|| {
                    nodes.push((name, kind));
                    nodes.len() - 1
                })
            };
            edges.push(Edge {
                source: node(row.get("source")?, row.get("source_kind")?),
                target: node(row.get("target")?, row.get("target_kind")?),
                relation: row.get("relation")?,
                voice: row.get("voice")?,
                weight: row.get("weight")?,
                first: row.get("first")?,
                last: row.get("last")?,
            });
        }
        Ok(Self { nodes, edges })
    }
}

/// The attributes of an edge, with their types in `GraphML`.
const EDGE_ATTRIBUTES: [(&str, &str); 5] =
    [("weight", "long"), ("relation", "string"), ("voice", "string"), ("first", "string"), ("last", "string")];

impl Edge {
    fn values(&self) -> [Option<String>; 5] {
        let text = |text: &String| Some(text.clone());
        [Some(self.weight.to_string()), text(&self.relation), text(&self.voice), self.first.clone(), self.last.clone()]
    }
}

/// Writes a network as `GraphML`, a directed multigraph. Returns its edges.
pub(super) fn graphml(archive: &Archive, network: Network, output: &mut impl Write) -> Result<u64, Error> {
    let graph = Graph::read(archive, network)?;
    writeln!(output, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(output, r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#)?;
    for name in ["label", "kind"] {
        writeln!(output, r#"<key id="{name}" for="node" attr.name="{name}" attr.type="string"/>"#)?;
    }
    for (name, kind) in EDGE_ATTRIBUTES {
        writeln!(output, r#"<key id="{name}" for="edge" attr.name="{name}" attr.type="{kind}"/>"#)?;
    }
    writeln!(output, r#"<graph edgedefault="directed">"#)?;
    for (number, (name, kind)) in graph.nodes.iter().enumerate() {
        let name = Escaped(name);
        writeln!(
            output,
            r#"<node id="n{number}"><data key="label">{name}</data><data key="kind">{kind}</data></node>"#
        )?;
    }
    for (number, edge) in graph.edges.iter().enumerate() {
        write!(output, r#"<edge id="e{number}" source="n{}" target="n{}">"#, edge.source, edge.target)?;
        for ((name, _), value) in EDGE_ATTRIBUTES.iter().zip(edge.values()) {
            if let Some(value) = value {
                write!(output, r#"<data key="{name}">{}</data>"#, Escaped(&value))?;
            }
        }
        writeln!(output, "</edge>")?;
    }
    writeln!(output, "</graph>\n</graphml>")?;
    Ok(graph.edges.len() as u64)
}

/// Writes a network as GEXF 1.2. Returns its edges.
pub(super) fn gexf(archive: &Archive, network: Network, output: &mut impl Write) -> Result<u64, Error> {
    let graph = Graph::read(archive, network)?;
    writeln!(output, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(output, r#"<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">"#)?;
    writeln!(output, r#"<graph defaultedgetype="directed" mode="static">"#)?;
    writeln!(
        output,
        r#"<attributes class="node" mode="static"><attribute id="kind" title="kind" type="string"/></attributes>"#
    )?;
    writeln!(output, r#"<attributes class="edge" mode="static">"#)?;
    for (name, kind) in EDGE_ATTRIBUTES.iter().skip(1) {
        writeln!(output, r#"<attribute id="{name}" title="{name}" type="{kind}"/>"#)?;
    }
    writeln!(output, "</attributes>\n<nodes>")?;
    for (number, (name, kind)) in graph.nodes.iter().enumerate() {
        let name = Escaped(name);
        writeln!(
            output,
            r#"<node id="n{number}" label="{name}"><attvalues><attvalue for="kind" value="{kind}"/></attvalues></node>"#
        )?;
    }
    writeln!(output, "</nodes>\n<edges>")?;
    for (number, edge) in graph.edges.iter().enumerate() {
        let Edge { source, target, weight, .. } = edge;
        write!(output, r#"<edge id="e{number}" source="n{source}" target="n{target}" weight="{weight}"><attvalues>"#)?;
        for ((name, _), value) in EDGE_ATTRIBUTES.iter().zip(edge.values()).skip(1) {
            if let Some(value) = value {
                write!(output, r#"<attvalue for="{name}" value="{}"/>"#, Escaped(&value))?;
            }
        }
        writeln!(output, "</attvalues></edge>")?;
    }
    writeln!(output, "</edges>\n</graph>\n</gexf>")?;
    Ok(graph.edges.len() as u64)
}

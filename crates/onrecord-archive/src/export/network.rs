//! Networks of an archive: who speaks about whom, who writes to whom, who stands where.

use std::collections::BTreeMap;
use std::io::Write;

use super::xml::escape;
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

/// The attributes of an edge, with their types in GraphML.
const EDGE_ATTRIBUTES: [(&str, &str); 5] =
    [("weight", "long"), ("relation", "string"), ("voice", "string"), ("first", "string"), ("last", "string")];

impl Edge {
    fn values(&self) -> [Option<String>; 5] {
        let text = |text: &String| Some(text.clone());
        [Some(self.weight.to_string()), text(&self.relation), text(&self.voice), self.first.clone(), self.last.clone()]
    }
}

/// Writes a network as GraphML, a directed multigraph. Returns its edges.
pub(super) fn graphml(archive: &Archive, network: Network, output: &mut impl Write) -> Result<u64, Error> {
    let graph = Graph::read(archive, network)?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
         <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n\
         <key id=\"kind\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/>\n",
    );
    for (name, kind) in EDGE_ATTRIBUTES {
        xml += &format!("<key id=\"{name}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n");
    }
    xml += "<graph edgedefault=\"directed\">\n";
    for (number, (name, kind)) in graph.nodes.iter().enumerate() {
        xml += &format!("<node id=\"n{number}\"><data key=\"label\">");
        escape(name, &mut xml);
        xml += &format!("</data><data key=\"kind\">{kind}</data></node>\n");
    }
    for (number, edge) in graph.edges.iter().enumerate() {
        xml += &format!("<edge id=\"e{number}\" source=\"n{}\" target=\"n{}\">", edge.source, edge.target);
        for ((name, _), value) in EDGE_ATTRIBUTES.iter().zip(edge.values()) {
            if let Some(value) = value {
                xml += &format!("<data key=\"{name}\">");
                escape(&value, &mut xml);
                xml += "</data>";
            }
        }
        xml += "</edge>\n";
    }
    xml += "</graph>\n</graphml>\n";
    output.write_all(xml.as_bytes())?;
    Ok(graph.edges.len() as u64)
}

/// Writes a network as GEXF 1.2. Returns its edges.
pub(super) fn gexf(archive: &Archive, network: Network, output: &mut impl Write) -> Result<u64, Error> {
    let graph = Graph::read(archive, network)?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://www.gexf.net/1.2draft\" version=\"1.2\">\n\
         <graph defaultedgetype=\"directed\" mode=\"static\">\n\
         <attributes class=\"node\" mode=\"static\"><attribute id=\"kind\" title=\"kind\" type=\"string\"/></attributes>\n\
         <attributes class=\"edge\" mode=\"static\">\n",
    );
    for (name, kind) in EDGE_ATTRIBUTES.iter().skip(1) {
        xml += &format!("<attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>\n");
    }
    xml += "</attributes>\n<nodes>\n";
    for (number, (name, kind)) in graph.nodes.iter().enumerate() {
        xml += &format!("<node id=\"n{number}\" label=\"");
        escape(name, &mut xml);
        xml += &format!("\"><attvalues><attvalue for=\"kind\" value=\"{kind}\"/></attvalues></node>\n");
    }
    xml += "</nodes>\n<edges>\n";
    for (number, edge) in graph.edges.iter().enumerate() {
        let Edge { source, target, weight, .. } = edge;
        xml += &format!(
            "<edge id=\"e{number}\" source=\"n{source}\" target=\"n{target}\" weight=\"{weight}\"><attvalues>"
        );
        for ((name, _), value) in EDGE_ATTRIBUTES.iter().zip(edge.values()).skip(1) {
            if let Some(value) = value {
                xml += &format!("<attvalue for=\"{name}\" value=\"");
                escape(&value, &mut xml);
                xml += "\"/>";
            }
        }
        xml += "</attvalues></edge>\n";
    }
    xml += "</edges>\n</graph>\n</gexf>\n";
    output.write_all(xml.as_bytes())?;
    Ok(graph.edges.len() as u64)
}

// relay-compiler makes the artifacts of these, which are what runs. After a change, in this folder:
// `npx relay-compiler@21.0.1`. It looks for the tag.
const graphql = String.raw;

export const documents = [
  graphql`
    query documentsTimelineQuery {
      ...documentsTimeline
    }
  `,
  graphql`
    fragment documentsTimeline on Query
    @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
    @refetchable(queryName: "documentsTimelinePageQuery") {
      auditTimeline(first: $count, after: $cursor) @connection(key: "documents_auditTimeline") {
        edges {
          node {
            id
            summary
          }
        }
      }
    }
  `,
  graphql`
    query documentsViewerQuery {
      viewer {
        ...documentsUser
      }
    }
  `,
  graphql`
    fragment documentsUser on User
    @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
    @refetchable(queryName: "documentsUserPageQuery") {
      username
      auditLogs(first: $count, after: $cursor) @connection(key: "documents_auditLogs") {
        edges {
          node {
            id
          }
        }
      }
    }
  `,
];

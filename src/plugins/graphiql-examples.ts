/** The queries that GraphiQL opens with, one for each tab. */
export const graphiqlExamples: readonly string[] = [
  `# The newest entries of both systems: run it with Ctrl-Enter.
# If one system fails, the other still answers. For the next
# page, add after: "<endCursor>" beside first.
query NewestEntries {
  auditLogs(first: 10) {
    totalCount
    totalCountPrecision
    edges {
      node {
        occurredAt
        summary
        operationType
        actorName
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  auditEvents(first: 10) {
    edges {
      node {
        occurredAt
        summary
        operationType
        actorName
        configuration
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
  `# What was changed, by whom and from where.
# Secret values are null on both sides.
query WhatChanged {
  auditLogs(first: 5) {
    edges {
      node {
        id
        occurredAt
        summary
        statusCode
        ip
        diff {
          field
          old
          new
          isSecret
        }
        actor {
          username
          name
          email
          organizations {
            displayName
          }
        }
      }
    }
  }
}
`,
  `# Whose credential this is, which systems answer,
# and which organizations it may see.
query WhereAmI {
  viewer {
    username
    email
    roles {
      name
    }
  }
  upstreams {
    source
    isReachable
    version
    latencyMs
    message
  }
  organizations {
    name
    displayName
    isDefault
  }
}
`,
];

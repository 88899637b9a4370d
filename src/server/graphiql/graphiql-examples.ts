/** The queries that GraphiQL opens with, one for each tab. */
export const graphiqlExamples: readonly string[] = [
  `# The newest entries of both systems:
# run it with Ctrl-Enter. If one system
# fails, the other still answers. For the
# next page, set "after" to the endCursor.
query NewestEntries($after: String) {
  auditTimeline(first: 10, after: $after) {
    totalCount
    totalCountPrecision
    edges {
      node {
        source
        occurredAt
        summary
        operationType
        actorName
      }
    }
    sources {
      source
      isIncluded
      message
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

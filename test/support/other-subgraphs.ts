import type { GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';

/** A subgraph of somebody else, as a router meets it. */
export interface OtherSubgraph {
  readonly name: string;
  /** What is composed. */
  readonly sdl: string;
  readonly schema: GraphQLSchema;
}

/** By name, with the e-mails of the members. */
export type Teams = Readonly<Record<string, readonly string[]>>;

/** Knows people by their e-mail and adds their team; has root fields named as some of ours. */
export function createTeamsSubgraph(teams: Teams): OtherSubgraph {
  const team = (name: string) => ({ name, members: teams[name]!.map(person) });
  const teamOf = (email: string) =>
    Object.keys(teams).find((name) =>
      teams[name]!.some((member) => member.toLowerCase() === email.toLowerCase()),
    );
  return createOtherSubgraph('teams', ['User'], {
    typeDefs: `
      type Query {
        teams: [Team!]!
        viewer: User
        user(login: String!): User
        organizations: [String!]
      }
      type Team {
        name: String!
        members: [User!]!
      }
      type User @key(fields: "email") {
        email: String!
        team: Team
      }
    `,
    resolvers: {
      Query: {
        teams: () => Object.keys(teams).map(team),
        viewer: () => person('viewer@example.com'),
      },
      User: {
        team({ email }: { readonly email: string }) {
          const name = teamOf(email);
          return name === undefined ? null : team(name);
        },
      },
    },
  });
}

function person(email: string): object {
  return { __typename: 'User', email };
}

export interface Ticket {
  readonly id: string;
  readonly title: string;
  /** The global id of an audit log. */
  readonly evidence: string;
}

/** Has a type of its own that refers to an entry of the audit log; `node` is its own, too. */
export function createTicketsSubgraph(tickets: readonly Ticket[]): OtherSubgraph {
  return createOtherSubgraph('tickets', ['AuditLog'], {
    typeDefs: `
      type Query {
        tickets: [Ticket!]!
        node(id: ID!): Node
      }
      type Ticket implements Node {
        id: ID!
        title: String!
        evidence: AuditLog
      }
      type AuditLog @key(fields: "id", resolvable: false) {
        id: ID!
      }
    `,
    resolvers: {
      Query: { tickets: () => tickets },
      Ticket: { evidence: ({ evidence }: Ticket) => ({ id: evidence }) },
    },
  });
}

/** Types that most subgraphs have. */
const commonTypes = `
  interface Node {
    id: ID!
  }
  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
`;

/** An entity is what its reference says, and what the resolvers make of that. */
function createOtherSubgraph(
  name: string,
  entities: readonly string[],
  { typeDefs, resolvers }: Parts,
): OtherSubgraph {
  const link =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';
  const schema = createSchema({
    typeDefs: `
      ${typeDefs}
      ${commonTypes}
      directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT
      directive @shareable on OBJECT | FIELD_DEFINITION
      scalar _Any
      union _Entity = ${entities.join(' | ')}
      extend type Query {
        _entities(representations: [_Any!]!): [_Entity]!
      }
    `,
    resolvers: {
      ...resolvers,
      Query: {
        ...resolvers['Query'],
        _entities: (_root, { representations }: { readonly representations: object[] }) =>
          representations,
      },
    },
  });
  return { name, sdl: `${link}\n${typeDefs}${commonTypes}`, schema };
}

interface Parts {
  readonly typeDefs: string;
  readonly resolvers: Readonly<Record<string, Readonly<Record<string, (from: never) => unknown>>>>;
}

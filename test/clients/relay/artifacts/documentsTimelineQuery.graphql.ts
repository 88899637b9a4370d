/**
 * @generated SignedSource<<d7cbd81904eba031792a20fc8c734fbc>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type documentsTimelineQuery$variables = Record<PropertyKey, never>;
export type documentsTimelineQuery$data = {
  readonly " $fragmentSpreads": FragmentRefs<"documentsTimeline">;
};
export type documentsTimelineQuery = {
  response: documentsTimelineQuery$data;
  variables: documentsTimelineQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "kind": "Literal",
    "name": "first",
    "value": 10
  }
];
return {
  "fragment": {
    "argumentDefinitions": [],
    "kind": "Fragment",
    "metadata": null,
    "name": "documentsTimelineQuery",
    "selections": [
      {
        "args": null,
        "kind": "FragmentSpread",
        "name": "documentsTimeline"
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "documentsTimelineQuery",
    "selections": [
      {
        "alias": null,
        "args": (v0/*:: as any*/),
        "concreteType": "AuditTimelineConnection",
        "kind": "LinkedField",
        "name": "auditTimeline",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "AuditTimelineEdge",
            "kind": "LinkedField",
            "name": "edges",
            "plural": true,
            "selections": [
              {
                "alias": null,
                "args": null,
                "concreteType": null,
                "kind": "LinkedField",
                "name": "node",
                "plural": false,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "__typename",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "id",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "summary",
                    "storageKey": null
                  }
                ],
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "cursor",
                "storageKey": null
              }
            ],
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "concreteType": "PageInfo",
            "kind": "LinkedField",
            "name": "pageInfo",
            "plural": false,
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "endCursor",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "hasNextPage",
                "storageKey": null
              }
            ],
            "storageKey": null
          }
        ],
        "storageKey": "auditTimeline(first:10)"
      },
      {
        "alias": null,
        "args": (v0/*:: as any*/),
        "filters": null,
        "handle": "connection",
        "key": "documents_auditTimeline",
        "kind": "LinkedHandle",
        "name": "auditTimeline"
      }
    ]
  },
  "params": {
    "cacheID": "89789df1c706ad497205a5cc0280791e",
    "id": null,
    "metadata": {},
    "name": "documentsTimelineQuery",
    "operationKind": "query",
    "text": "query documentsTimelineQuery {\n  ...documentsTimeline\n}\n\nfragment documentsTimeline on Query {\n  auditTimeline(first: 10) {\n    edges {\n      node {\n        __typename\n        id\n        summary\n      }\n      cursor\n    }\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "3b413cec34881f849ab6ea3320b15319";

export default node;

import '@picocss/pico/css/pico.classless.min.css';
import './style.css';
import { Client, fetchExchange } from '@urql/core';
import { Provider } from '@urql/preact';
import { render } from 'preact';
import { App } from './app.tsx';

// No cache: what is asked again may have new entries. POST: names stay out of addresses and logs.
const client = new Client({
  // Beside the page, whatever path both are served at.
  url: new URL('graphql', document.baseURI).href,
  exchanges: [fetchExchange],
  preferGetMethod: false,
});

render(
  <Provider value={client}>
    <App />
  </Provider>,
  document.body,
);

import { expect, test } from '@jest/globals';
import { html, trusted } from './html.ts';

test('escapes what is put in, in text and in attributes', () => {
  const hostile = `"><script>alert('&')</script>`;
  expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
    '<p title="&#34;&#62;&#60;script&#62;alert(&#39;&#38;&#39;)&#60;/script&#62;">&#34;&#62;&#60;script&#62;alert(&#39;&#38;&#39;)&#60;/script&#62;</p>',
  );
});

test('leaves pieces, lists of pieces and numbers what they are', () => {
  const items = ['a', '<b>'].map((item) => html`<i>${item}</i>`);
  expect(html`<p>${items}${3}${trusted('<br />')}</p>`.markup).toBe(
    '<p><i>a</i><i>&#60;b&#62;</i>3<br /></p>',
  );
});

import { figure, html, inlineScript, inlineStyle, listOf, literal, tableOf } from './markup'

const HOSTILE = `</script><img src=x onerror='a("b")'> & more`
const ESCAPED = '&lt;/script&gt;&lt;img src=x onerror=&#39;a(&quot;b&quot;)&#39;&gt; &amp; more'

describe('html', () => {
  it('takes strings and numbers as text, in elements and in attributes', () => {
    expect(html`<p title="${HOSTILE}">${HOSTILE} ${5}</p>`.text).toBe(
      `<p title="${ESCAPED}">${ESCAPED} 5</p>`,
    )
  })

  it('takes what html made as it is, alone and in lists', () => {
    const items = ['a', 'b<'].map((name) => html`<li>${name}</li>`)
    expect(
      html`<ol>
        ${items}
      </ol>`.text.replace(/\n/g, ''),
    ).toBe('<ol><li>a</li><li>b&lt;</li></ol>')
  })

  it('leaves out its own indents and keeps those of texts', () => {
    const { text } = html` <b>${'a\n  b'}</b> `
    expect(text.trim()).toBe('<b>a\n  b</b>')
  })
})

describe('scripts and styles of the page', () => {
  it('cannot be ended by what is in them', () => {
    const { text } = inlineScript('const a = "</script>", b = "</SCRIPT >", c = "<!--"')
    expect(text.match(/<\/script/gi)).toHaveLength(1)
    expect(text).not.toContain('<!--')
    expect(inlineStyle('a { content: "</style>" }').text.match(/<\/style/g)).toHaveLength(1)
  })

  it('hold a value that reads back as it was', () => {
    const value = { title: HOSTILE, odd: '<!-- \u2028 \\u003c', numbers: [1, -2.5] }
    const source = literal(value)
    expect(source).not.toContain('<')
    expect(JSON.parse(source)).toEqual(value)
  })
})

describe('parts of a page', () => {
  it('a figure has its 8 decimals beside what is shown', () => {
    expect(figure('5.497612345678', '+5.50', 'gain').text).toBe(
      '<data class="gain" value="5.49761235">+5.50</data>',
    )
  })

  it('a table has heads for its columns and rows, and nothing unescaped', () => {
    const columns = [{ title: HOSTILE, isText: true }, { title: 'fills' }]
    const { text } = tableOf('Fills', columns, [['a<b', '1']], ['all', '2'])
    expect(text).toContain(`<th scope="col" class="text">${ESCAPED}</th>`)
    expect(text).toContain('<th scope="row" class="text">a&lt;b</th>')
    expect(text).toContain('<tr class="sum">')
    expect(text).not.toContain('<img')
    expect(listOf([['<', HOSTILE]]).text).not.toContain('<img')
  })
})

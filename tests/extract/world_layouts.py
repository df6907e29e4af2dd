"""How widespread systems and big newspapers in English mark up an article: their structure and names, our words.

``{t}`` stands for the headline, ``{0}`` to ``{9}`` for the paragraphs, ``{cards}`` for teasers of other articles and ``{links}`` for a
list of links to them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

TITLE: Final = "The ferry runs again after the flood"
SAID: Final = (
    "The first ferry in eleven days left the north bank at six this morning with forty passengers and two cows on board.",
    "Its captain, who has crossed the river for thirty years, said that he had never seen the water come up so fast.",
    "Repairs to the landing took most of a week, because the timber had to be brought in from the next province.",
    "The district will pay for half of them; the other half is to come from the fares of the coming two seasons.",
    "Farmers on the islands, who sell most of their fruit in town, had been bringing it over in rowing boats.",
    "A second boat, bought used from a neighbouring town, is expected to join the service before the end of summer.",
    "“We did not sleep much,” said Ruth Amsel, who runs the kiosk at the landing and cooked for the carpenters every night.",
    "The water had stood at four metres above its usual mark for five days, and then fell within a single afternoon.",
    "Engineers of the river board are still looking for the cause; a sluice upstream may have been opened too early.",
    "Until they know more, the ferry will not run after dark, and lorries will have to take the long way over the bridge.",
)
_OTHERS: Final = (
    ("/2024/05/bridge-closed-for-a-month-of-repairs.html", "Bridge closed for a month of repairs"),
    ("/2024/05/market-square-gets-its-lime-trees-back.html", "Market square gets its lime trees back"),
    ("/2024/05/school-bus-takes-the-long-way-round.html", "School bus takes the long way round"),
    ("/2024/05/who-owns-the-old-flour-mill-at-the-weir.html", "Who owns the old flour mill at the weir?"),
)
CARDS: Final = "".join(
    f'<div class="c1"><a href="{href}"><img src="/i/{n}.jpg" alt=""></a><h3><a href="{href}">{name}</a></h3>'
    "<p>The council has made up its mind about this at last, and not all of the neighbours are pleased with it.</p></div>"
    for n, (href, name) in enumerate(_OTHERS)
)
LINKS: Final = "<ul>" + "".join(f'<li><a href="{href}">{name}</a></li>' for href, name in _OTHERS) + "</ul>"
ONE: Final = f'<a href="{_OTHERS[0][0]}">{_OTHERS[0][1]}</a>'
MENU: Final = "<ul>" + "".join(f'<li><a href="/s{n}/">Section {n}</a></li>' for n in range(9)) + "</ul>"


class WorldLayout(NamedTuple):
    """One way to lay out a page."""

    name: str
    html: str
    """From ``<head>``'s content on, with ``<body>`` where it begins, or the body's content alone."""

    text: tuple[str, ...] = SAID
    """The lines of the text, paragraphs of :data:`SAID` for the most part."""


def _with(*lines: str | int) -> tuple[str, ...]:
    return tuple(SAID[line] if isinstance(line, int) else line for line in lines)


def _p(first: int, last: int, attributes: str = "") -> str:
    return "".join(f"<p{attributes and ' '}{attributes}>{{{n}}}</p>" for n in range(first, last + 1))


LAYOUTS: Final = (
    WorldLayout(
        "WordPress blocks",
        f"""<body class="post-template-default single single-post single-format-standard"><header id="masthead" class="site-header"><nav>{MENU}</nav></header>
        <main id="primary" class="site-main"><article id="post-12" class="post-12 post type-post status-publish format-standard has-post-thumbnail hentry category-river tag-ferry">
        <header class="entry-header"><h1 class="entry-title">{{t}}</h1><div class="entry-meta">Posted on <time>May 5, 2024</time> by <a rel="author">Ada Cole</a></div></header>
        <div class="entry-content">{_p(0, 2)}<h2 class="wp-block-heading" id="h-what-it-cost">What it cost</h2>{_p(3, 4)}
        <figure class="wp-block-image size-large"><img src="/a.jpg"><figcaption class="wp-element-caption">The landing on Sunday</figcaption></figure>
        <ul class="wp-block-list"><li>one boat</li><li>two cows</li></ul>{_p(5, 5)}
        <blockquote class="wp-block-quote is-layout-flow"><p>{{6}}</p><cite>Ruth Amsel</cite></blockquote>{_p(7, 9)}
        <div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block sd-social"><h3 class="sd-title">Share this:</h3><ul><li><a href="/?share=x">Click to share on Chirp</a></li></ul></div></div>
        <div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Related</em></h3></div></div>
        <footer class="entry-footer"><span class="cat-links">Posted in <a href="/river">River</a></span></footer></article>
        <nav class="navigation post-navigation"><a rel="prev" href="/2024/05/x">Previous Post: The flood</a></nav>
        <div id="comments" class="comments-area"><h2 class="comments-title">2 thoughts on “{{t}}”</h2><ol class="comment-list"><li class="comment"><p>{{0}} I was there, too, and it was a great day for all of us here on the north bank!</p></li></ol>
        <div id="respond"><h3>Leave a Reply</h3></div></div></main><aside id="secondary" class="widget-area">{LINKS}</aside>""",
        _with(0, 1, 2, "What it cost", 3, 4, "one boat", "two cows", 5, 6, "Ruth Amsel", 7, 8, 9),
    ),
    WorldLayout(
        "WordPress, a newspaper's theme",
        f"""<div class="td-container"><div class="td-pb-span8 td-main-content"><div class="td-ss-main-content"><article class="post"><div class="td-post-header"><header class="td-post-title"><h1 class="entry-title">{{t}}</h1>
        <div class="td-module-meta-info"><div class="td-post-author-name">By <a href="/author/ada">Ada Cole</a> - </div><span class="td-post-date"><time>May 5, 2024</time></span></div></header></div>
        <div class="td-post-sharing-top"><a>Facebook</a><a>Twitter</a></div>
        <div class="td-post-content tagdiv-type">{_p(0, 3)}<div class="td-a-rec td-a-rec-id-content_inline"><span class="td-adspot-title">- Advertisement -</span></div>{_p(4, 9)}</div>
        <footer><div class="td-post-source-tags"><ul class="td-tags"><li><span>TAGS</span></li><li><a href="/tag/ferry">ferry</a></li></ul></div>
        <div class="author-box-wrap"><div class="desc"><div class="td-author-description">Ada Cole has written about rivers, boats and the people on them for more than twelve years.</div></div></div></footer></article>
        <div class="td_block_wrap td_block_related_posts"><h4 class="td-related-title"><a>RELATED ARTICLES</a><a>MORE FROM AUTHOR</a></h4>{{cards}}</div></div></div><div class="td-pb-span4 td-main-sidebar">{{cards}}</div></div>""",
    ),
    WorldLayout(
        "page builder, one widget a part",
        f"""<div data-elementor-type="single-post" class="elementor elementor-45"><section class="elementor-section elementor-top-section"><div class="elementor-container"><div class="elementor-column"><div class="elementor-widget-wrap">
        <div class="elementor-element elementor-widget elementor-widget-heading"><div class="elementor-widget-container"><h1 class="elementor-heading-title">{{t}}</h1></div></div>
        <div class="elementor-element elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container">{_p(0, 3)}</div></div>
        <div class="elementor-element elementor-widget elementor-widget-image"><div class="elementor-widget-container"><img src="/a.jpg"></div></div>
        <div class="elementor-element elementor-widget elementor-widget-heading"><div class="elementor-widget-container"><h2 class="elementor-heading-title">What it cost</h2></div></div>
        <div class="elementor-element elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container">{_p(4, 6)}</div></div></div></div></div></section>
        <section class="elementor-section elementor-top-section"><div class="elementor-container"><div class="elementor-column"><div class="elementor-widget-wrap">
        <div class="elementor-element elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container">{_p(7, 9)}</div></div></div></div></div></section></div>""",
        _with(0, 1, 2, 3, "What it cost", 4, 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "Drupal",
        f"""<div id="page-wrapper"><div class="region region-content"><div id="block-system-main" class="block block-system"><div class="content"><h1 class="page-title">{{t}}</h1><div id="node-77" class="node node-article" about="/ferry">
        <div class="submitted">Submitted by <span class="username">ada</span> on Sun, 05/05/2024 - 07:15</div><div class="content"><div class="field field-name-field-image"><img src="/a.jpg"></div>
        <div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded">{_p(0, 9)}</div></div></div>
        <div class="field field-name-field-tags"><div class="field-label">Tags:&nbsp;</div><div class="field-items"><div class="field-item even"><a href="/tags/ferry">ferry</a></div></div></div></div>
        <ul class="links inline"><li class="comment_forbidden"><span><a href="/user/login">Log in</a> or <a href="/user/register">register</a> to post comments</span></li></ul></div></div></div></div>
        <div class="region region-sidebar-second">{LINKS}</div></div>""",
    ),
    WorldLayout(
        "Ghost",
        f"""<div class="gh-viewport"><header id="gh-head" class="gh-head">{MENU}</header><main id="site-main" class="site-main"><article class="gh-article post tag-river"><header class="gh-article-header gh-canvas"><a class="gh-article-tag" href="/tag/river">River</a><h1 class="gh-article-title">{{t}}</h1>
        <div class="gh-article-meta"><h4 class="gh-author-name"><a href="/author/ada/">Ada Cole</a></h4><time>May 5, 2024</time> <span>— 3 min read</span></div><figure class="gh-article-image"><img src="/a.jpg"><figcaption>The landing</figcaption></figure></header>
        <section class="gh-content gh-canvas">{_p(0, 3)}<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://other.example/a"><div class="kg-bookmark-content"><div class="kg-bookmark-title">The river board</div><div class="kg-bookmark-description">What the board does, who sits on it, and how it came to be.</div></div></a></figure>
        {_p(4, 6)}<div class="kg-card kg-callout-card kg-callout-card-blue"><div class="kg-callout-text">{{7}}</div></div>{_p(8, 9)}
        <div class="kg-card kg-signup-card"><div class="kg-signup-card-text"><h2>Sign up for the morning letter</h2><p>No noise, no nonsense, just the river and what happens on it.</p></div></div></section></article>
        <section class="article-comments gh-canvas"></section></main><aside class="read-more-wrap">{{cards}}</aside></div>""",
    ),
    WorldLayout(
        "Blogger, lines broken",
        """<div class="main section" id="main"><div class="widget Blog" id="Blog1"><div class="blog-posts hfeed"><div class="date-outer"><h2 class="date-header"><span>Sunday, May 5, 2024</span></h2><div class="date-posts"><div class="post-outer"><div class="post hentry"><h3 class="post-title entry-title" itemprop="name">{t}</h3>
        <div class="post-body entry-content" id="post-body-11"><div dir="ltr" style="text-align: left;" trbidi="on"><div class="separator" style="clear: both; text-align: center;"><a href="/a.jpg"><img src="/a.jpg"></a></div>{0}<br /><br />{1}<br /><br />{2}<br />
        <br />{3}<br /><br /><div>{4}</div><div><br /></div><div>{5}</div><div><br /></div>{6}<br /><br /><b>What it cost</b><br />{7}<br /><br />{8}<br /><br />{9}</div></div>
        <div class="post-footer"><div class="post-footer-line post-footer-line-1"><span class="post-author vcard">Posted by <span class="fn">Ada</span></span> at <a class="timestamp-link">7:15 AM</a></div><div class="post-footer-line"><span class="post-labels">Labels: <a href="/search/label/ferry">ferry</a></span></div></div></div>
        <div class="comments" id="comments"><h4>3 comments:</h4><div id="Blog1_comments-block-wrapper"><dl class="avatar-comment-indent" id="comments-block"><dt class="comment-author">Bert said...</dt><dd class="comment-body"><p>{0} I was there, too, with my three brothers and our dog.</p></dd></dl></div><p class="comment-footer"><a>Post a Comment</a></p></div></div></div></div></div></div></div>""",
        _with(0, 1, 2, 3, 4, 5, 6, "What it cost", 7, 8, 9),
    ),
    WorldLayout(
        "stories of a blogging service",
        f"""<div id="root"><div class="a b c"><div class="d"><article><div class="l"><div class="l"><span class="l"></span><section><div><div class="fj fk fl"><div class="ab ca"><div class="ch bg"><div><h1 id="ab12" class="pw-post-title">{{t}}</h1></div>
        <div><div class="speechify-ignore ab cp"><div class="bn"><a href="/@ada">Ada Cole</a><span>·</span><a>Follow</a></div><div><span>3 min read</span><span>·</span><span>May 5, 2024</span></div></div></div><div class="pw-multi-vote-count">--</div><div>2</div><div>Listen</div><div>Share</div>
        {_p(0, 3, 'class="pw-post-body-paragraph nb nc"')}<figure class="paragraph-image"><img src="/a.jpg"><figcaption>Photo by Ada on Splash</figcaption></figure>{_p(4, 6, 'class="pw-post-body-paragraph nb nc"')}</div></div></div>
        <div class="ab ca"><div class="ch bg"><h1 id="cost" class="ox">What it cost</h1>{_p(7, 9, 'class="pw-post-body-paragraph nb nc"')}</div></div></div></section></div></div></article></div>
        <div><div class="ab"><a href="/tag/ferry">Ferry</a><a href="/tag/river">River</a></div><div class="speechify-ignore"><h2>Written by Ada Cole</h2><div>1.2K Followers</div><p>I write about rivers, boats and the people on them; every story is a crossing to somewhere.</p><div>Follow</div></div></div>
        <div class="speechify-ignore"><h2>More from Ada Cole</h2>{{cards}}</div></div></div>""",
        _with(0, 1, 2, 3, 4, 5, 6, "What it cost", 7, 8, 9),
    ),
    WorldLayout(
        "British daily, rich links and an appeal",
        f"""<div id="article" class="content content--article tonal tonal--tone-news"><div class="content__main-column"><header class="content__head"><h1 class="content__headline" itemprop="headline">{{t}}</h1></header>
        <p class="byline"><a rel="author">Ada Cole</a> in Upper Landing</p><p class="content__dateline"><time>Sun 5 May 2024 07.15 BST</time></p><div class="meta__social"><a>Share on Face</a></div>
        <div class="content__article-body from-content-api js-article__body" itemprop="articleBody">{_p(0, 2)}<aside class="element element-rich-link element--thumbnail"><div class="rich-link"><h1 class="rich-link__title"><a href="/2024/05/what-the-flood-left">What the flood left behind in the fields</a></h1><span>Read more</span></div></aside>
        {_p(3, 5)}<figure class="element element-image"><img src="/a.jpg"><figcaption class="caption caption--img">The landing. Photograph: Ada Cole</figcaption></figure><h2>What it cost</h2>{_p(6, 9)}
        <div class="contributions__epic"><h2>Since you’re here...</h2><p>… we have a small favour to ask. More people are reading the Gazette than ever before, but few pay for it.</p></div></div>
        <div class="submeta"><span class="submeta__label">Topics</span><ul><li><a href="/river">River</a></li></ul></div></div></div><div class="fc-container"><h2>Related stories</h2>{{cards}}</div>""",
        _with(0, 1, 2, 3, 4, 5, "What it cost", 6, 7, 8, 9),
    ),
    WorldLayout(
        "New York daily, columns of paragraphs",
        f"""<div id="app"><main id="site-content"><article id="story" class="css-1vxca1d"><header class="css-10blke6"><h1 id="link-4f" class="css-1l24qy5" data-testid="headline">{{t}}</h1><div><p class="css-1n7"><span>By <span itemprop="name">Ada Cole</span></span></p><time>May 5, 2024</time></div></header>
        <section name="articleBody" class="meteredContent css-1r7ky0e"><div class="css-1fanzo5 StoryBodyCompanionColumn"><div class="css-53u6y8">{_p(0, 2, 'class="css-158dogj evys1bk0"')}</div><aside class="css-ew4tgv"></aside></div>
        <div><div id="story-ad-1-wrapper" class="css-1r0"><p>Advertisement</p><a href="#after-story-ad-1">Continue reading the main story</a></div></div>
        <div class="css-1fanzo5 StoryBodyCompanionColumn"><div class="css-53u6y8">{_p(3, 5, 'class="css-158dogj evys1bk0"')}<h2 class="css-1aoo5yy">What it cost</h2>{_p(6, 6, 'class="css-158dogj evys1bk0"')}</div></div>
        <div class="css-1fanzo5 StoryBodyCompanionColumn"><div class="css-53u6y8">{_p(7, 9, 'class="css-158dogj evys1bk0"')}</div></div></section>
        <div class="bottom-of-article"><div class="css-1jp38cr"><p>Ada Cole is a reporter on the river desk. She has covered floods, ferries and fisheries since 2012. <a>More about Ada Cole</a></p></div>
        <div class="css-vdv0al">A version of this article appears in print on May 6, 2024, Section A, Page 4 of the edition with the headline: Back on the Water. <a>Order Reprints</a> | <a>Subscribe</a></div></div></article></main></div>""",
        _with(0, 1, 2, 3, 4, 5, "What it cost", 6, 7, 8, 9),
    ),
    WorldLayout(
        "British broadcaster, old",
        f"""<div class="story-body"><h1 class="story-body__h1">{{t}}</h1><div class="with-extracted-share-icons"><div class="story-body__mini-info-list-and-share"><ul class="mini-info-list"><li><div class="date">5 May 2024</div></li></ul></div></div>
        <div class="story-body__inner" property="articleBody"><figure class="media-landscape has-caption full-width lead"><span class="image-and-copyright-container"><img src="/a.jpg"><span class="off-screen">Image copyright</span><span class="story-image-copyright">Ada Cole</span></span><figcaption class="media-caption"><span class="off-screen">Image caption</span><span class="media-caption__text">The landing on Sunday</span></figcaption></figure>
        <p class="story-body__introduction">{{0}}</p>{_p(1, 3)}<hr class="story-body__line"><ul class="story-body__unordered-list"><li class="story-body__list-item"><a href="/news/river-44" class="story-body__link">What the flood left behind</a></li><li class="story-body__list-item"><a href="/news/river-45" class="story-body__link">How high can a river rise?</a></li></ul><hr class="story-body__line">
        <h2 class="story-body__crosshead">What it cost</h2>{_p(4, 7)}<div class="social-embed"><div class="social-embed-post social-embed-twitter"><a class="skip-link" href="#end">Skip Twitter post by @ada</a><p class="off-screen" id="end">End of Twitter post by @ada</p></div></div>{_p(8, 9)}</div>
        <div class="share share--lightweight"><h2>Share this story</h2></div></div><div class="story-more"><div class="group"><h2>More on this story</h2>{LINKS}</div></div>""",
        _with(0, 1, 2, 3, "What it cost", 4, 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "British broadcaster, one block a paragraph",
        """<div id="main-wrapper"><main id="main-content"><article class="ssrcss-pv1rh6-ArticleWrapper"><header><h1 id="main-heading" class="ssrcss-15xko80-StyledHeading">{t}</h1><div class="ssrcss-MetadataStrip"><span>Published</span> <time>5 May</time></div></header>
        <div data-component="image-block" class="ssrcss-ComponentWrapper"><figure class="ssrcss-StyledFigure"><img src="/a.jpg"><span role="text"><span class="visually-hidden">Image source, </span>Ada Cole</span><figcaption class="ssrcss-StyledFigureCaption"><span class="visually-hidden">Image caption, </span><p>The landing on Sunday</p></figcaption></figure></div>
        <div data-component="text-block" class="ssrcss-uf6wea-RichTextComponentWrapper"><div class="ssrcss-7uxr49-RichTextContainer"><p class="ssrcss-1q0x1qg-Paragraph"><b class="ssrcss-hmf8ql-BoldText">{0}</b></p></div></div>"""
        + "".join(
            f'<div data-component="text-block" class="ssrcss-uf6wea-RichTextComponentWrapper"><div class="ssrcss-7uxr49-RichTextContainer"><p class="ssrcss-1q0x1qg-Paragraph">{{{n}}}</p></div></div>'
            for n in range(1, 5)
        )
        + """<div data-component="unordered-list-block"><div class="ssrcss-RichTextContainer"><ul role="list"><li><a href="/news/river-44"><b>What the flood left behind</b></a></li><li><a href="/news/river-45"><b>How high can a river rise?</b></a></li></ul></div></div>
        <div data-component="subheadline-block"><h2 class="ssrcss-StyledHeading">What it cost</h2></div>"""
        + "".join(
            f'<div data-component="text-block"><div class="ssrcss-7uxr49-RichTextContainer"><p>{{{n}}}</p></div></div>'
            for n in range(5, 10)
        )
        + """<section data-component="topic-list"><h2>Related Topics</h2><ul><li><a href="/news/topics/1">Rivers</a></li><li><a href="/news/topics/2">Ferries</a></li></ul></section></article><section data-component="links-block"><h2>More on this story</h2>{links}</section></main></div>""",
        _with(0, 1, 2, 3, 4, "What it cost", 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "American broadcaster, boxes for paragraphs",
        """<article class="pg-rail-tall pg-rail"><div class="l-container"><h1 class="pg-headline">{t}</h1><div class="metadata"><p class="metadata__byline">By <span class="metadata__byline__author">Ada Cole, <a>Gazette</a></span></p><p class="update-time">Updated 7:15 AM ET, Sun May 5, 2024</p></div>
        <div class="el__storyhighlights_wrapper"><h3>Story highlights</h3><ul class="el__storyhighlights__list"><li class="el__storyhighlights__item--normal">Ferry is back after eleven days</li><li class="el__storyhighlights__item--normal">Second boat to come by summer</li></ul></div></div>
        <section id="body-text" class="zn-body-text zn zn-body zn--idx-0" itemprop="articleBody"><div class="l-container"><div class="el__leafmedia"><p class="zn-body__paragraph speakable"><cite class="el-editorial-source"> (Gazette)</cite>{0}</p></div><div class="zn-body__paragraph speakable">{1}</div><div class="zn-body__paragraph">{2}</div>
        <div class="el__embedded el__embedded--standard"><div class="el__article"><div class="el__article__text"><h4><a href="/2024/05/bridge">READ: Bridge closed for a month</a></h4></div></div></div>
        <div class="zn-body__read-all"><div class="zn-body__paragraph">{3}</div><div class="zn-body__paragraph">{4}</div><div class="ad ad--epic"><p>Advertisement</p></div><div class="zn-body__paragraph"><h3>What it cost</h3></div><div class="zn-body__paragraph">{5}</div><div class="zn-body__paragraph">{6}</div><div class="zn-body__paragraph">{7}</div><div class="zn-body__paragraph">{8}</div><div class="zn-body__paragraph">{9}</div></div>
        <p class="zn-body__footer">Gazette’s Bert Lund contributed to this report.</p></div></section><div class="pg-rail">{cards}</div></article>""",
        _with("(Gazette)" + SAID[0], 1, 2, 3, 4, "What it cost", 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "news agency, signed below",
        f"""<div class="ArticlePage_container"><div class="StandardArticle_inner-container"><div class="ArticleHeader_container"><div class="ArticleHeader_channel"><a href="/world">World News</a></div><h1 class="ArticleHeader_headline">{{t}}</h1><div class="BylineBar_byline"><span>Ada Cole</span></div><div class="ArticleHeader_date">May 5, 2024 / 7:15 AM</div></div>
        <div class="StandardArticleBody_container"><div class="StandardArticleBody_body"><p>UPPER LANDING (Wire) - {{0}}</p>{_p(1, 3)}<div class="PrimaryAsset_container"><figure class="Image_container"><img src="/a.jpg"><figcaption>FILE PHOTO: The landing. WIRE/Ada Cole</figcaption></figure></div>
        <div class="RelatedCoverage_related-coverage-module"><div class="RelatedCoverage_header"><h4>Related Coverage</h4></div>{LINKS}</div>{_p(4, 9)}
        <div class="Attribution_container"><div class="Attribution_attribution"><p class="Attribution_content">Reporting by Ada Cole; Editing by Bert Lund</p></div></div><div class="StandardArticleBody_trustBadgeContainer"><span class="StandardArticleBody_trustBadgeTitle">Our Standards:</span><span class="trustBadgeUrl"><a href="/principles">The Wire Trust Principles.</a></span></div></div></div></div></div>
        <div class="TwoColumnsLayout_aside">{{cards}}</div>""",
        _with("UPPER LANDING (Wire) - " + SAID[0], 1, 2, 3, 4, 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "news agency, one box a paragraph",
        """<main><article data-testid="Article"><header><h1 data-testid="Heading" class="text__text__1FZLe heading__heading_3">{t}</h1><div class="article-header__author"><p>By <a href="/authors/ada">Ada Cole</a></p></div><time><span>May 5, 2024</span><span>7:15 AM GMT+1</span><span>Updated 2 hours ago</span></time></header>
        <div class="article-body__wrapper"><div class="article-body__content__17Yit">"""
        + "".join(
            f'<div data-testid="paragraph-{n}" class="text__text__1FZLe body__full_width article-body__paragraph__2-BtD">{{{n}}}</div>'
            for n in range(4)
        )
        + """<div class="ad-slot__container__FEnoz"><div>Advertisement · Scroll to continue</div></div>"""
        + "".join(
            f'<div data-testid="paragraph-{n}" class="text__text__1FZLe body__full_width article-body__paragraph__2-BtD">{{{n}}}</div>'
            for n in range(4, 10)
        )
        + """<div data-testid="SignOff" class="sign-off"><p>Reporting by Ada Cole; Editing by Bert Lund</p></div><p data-testid="Body" class="trust-badge">Our Standards: <a href="/principles">The Wire Trust Principles.</a></p></div></div>
        <div class="author-bio__multiple-authors"><p>Ada Cole reports on rivers, boats and the people on them, and was a sailor herself before that.</p></div></article><div class="read-next__container"><h2>Read Next</h2>{cards}</div></main>""",
    ),
    WorldLayout(
        "television's site, capital links amid the text",
        f"""<div class="page-content"><main class="main-content"><article class="article-wrap has-video"><header class="article-header"><div class="article-meta"><span class="eyebrow"><a>River</a></span></div><h1 class="headline">{{t}}</h1><div class="author-byline"><span>By <a>Ada Cole</a></span></div></header>
        <div class="article-content"><div class="article-body">{_p(0, 2, 'class="speakable"')}<p><strong><a href="/2024/05/bridge-closed-for-a-month-of-repairs.html"><u>BRIDGE CLOSED FOR A MONTH OF REPAIRS</u></a></strong></p>{_p(3, 5)}<div class="ad-container">ADVERTISEMENT</div>
        {_p(6, 7)}<p><a href="https://app.example/get"><strong>CLICK HERE TO GET THE GAZETTE APP</strong></a></p>{_p(8, 9)}<p><i>The wire contributed to this report.</i></p></div><div class="article-footer"><p>Ada Cole is a reporter for the Gazette. Story tips can be sent to her by mail or left at the landing.</p></div></div></article></main><aside>{{cards}}</aside></div>""",
        _with(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, "The wire contributed to this report."),
    ),
    WorldLayout(
        "tabloid, points above the text",
        f"""<div id="js-article-text" class="article-text wide"><h1>{{t}}</h1><ul class="mol-bullets-with-font"><li class="class"><strong>Ferry is back on the river after eleven days </strong></li><li class="class"><strong>District will have to pay for half of the repairs </strong></li></ul>
        <p class="author-section byline-plain">By <a class="author">Ada Cole For Gazette Online</a></p><p class="byline-section"><span class="article-timestamp">Published: 07:15, 5 May 2024</span></p>
        <div class="shareArticles"><ul><li><a>e-mail</a></li></ul></div><div itemprop="articleBody">{_p(0, 2, 'class="mol-para-with-font"')}<div class="artSplitter mol-img-group"><div class="mol-img"><img src="/a.jpg"></div><p class="imageCaption">The landing as it looked on Sunday morning, an hour before the first boat came in</p></div>
        {_p(3, 5, 'class="mol-para-with-font"')}<div class="moduleFull"><div class="related-carousel half"><h3 class="mol-factbox-title">RELATED ARTICLES</h3><ul class="rotator"><li class="rotator-page">{LINKS}</li></ul></div><div class="art-ins shareArticle"><h3>Share this article</h3></div></div>{_p(6, 9, 'class="mol-para-with-font"')}</div></div>
        <div class="beta"><div class="puff">{{cards}}</div></div>""",
    ),
    WorldLayout(
        "magazine, a component a paragraph",
        """<main id="content"><article><div class="duet--article--lede"><h1>{t}</h1></div><div class="duet--article--article-body-component-container clearfix">"""
        + "".join(
            f'<div class="duet--article--article-body-component"><p class="duet--article--dangerously-set-cms-markup duet--article--standard-paragraph">{{{n}}}</p></div>'
            for n in range(4)
        )
        + """<div class="duet--article--article-body-component"><div class="duet--media--content-warning"><div class="duet--ad"></div></div></div><div class="duet--article--article-body-component"><h3 class="heading">What it cost</h3></div>"""
        + "".join(
            f'<div class="duet--article--article-body-component"><p class="duet--article--dangerously-set-cms-markup">{{{n}}}</p></div>'
            for n in range(4, 10)
        )
        + """</div></article><section class="duet--recirculation--related-list"><h2>Most Popular</h2>{cards}</section></main>""",
        _with(0, 1, 2, 3, "What it cost", 4, 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "magazine, several containers with adverts between",
        f"""<div class="page"><main id="main-content"><article class="article main-content"><div class="lede-background"><div data-testid="ContentHeaderHed"><h1>{{t}}</h1></div></div><div class="content-background"><div data-attribute-verso-pattern="article-body" class="article__chunks article__chunks--content">
        <div class="grid grid-margins grid-items-2 grid-layout--adrail narrow"><div class="grid--item body body__container article__body grid-layout__content"><div class="body__inner-container">{_p(0, 3)}</div></div><aside class="persistent-aside"><div class="ad__slot"></div></aside></div><div class="ad ad--in-content"><p>Advertisement</p></div>
        <div class="grid grid-margins grid-items-2 grid-layout--adrail narrow"><div class="grid--item body body__container article__body grid-layout__content"><div class="body__inner-container"><h2>What it cost</h2>{_p(4, 5)}<div class="callout callout--has-top-border"><figure class="pullquote"><blockquote><p>We did not sleep much.</p></blockquote></figure></div></div></div><aside class="persistent-aside"></aside></div>
        <div class="grid grid-margins grid-items-2 grid-layout--adrail narrow"><div class="grid--item body body__container article__body grid-layout__content"><div class="body__inner-container">{_p(6, 9)}</div></div></div></div></div></article></main><div class="recirc-list-wrapper">{{cards}}</div></div>""",
        _with(0, 1, 2, 3, "What it cost", 4, 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "British daily, a component a part",
        f"""<div class="article__layout"><main class="article"><header class="article-header"><h1 class="e-headline">{{t}}</h1></header><div itemprop="articleBody" class="article__content"><div class="article-body-text component version-1"><div class="component-content"><div class="articleBodyText section">{_p(0, 4)}</div></div></div>
        <div class="html-embed component"><div class="component-content"><div class="teaser"><a href="/news/flood">What the flood left</a></div></div></div><div class="article-body-text component version-1"><div class="component-content"><div class="articleBodyText section">{_p(5, 7)}</div></div></div>
        <div class="quote component"><div class="component-content"><q>We did not sleep</q></div></div><div class="article-body-text component version-1"><div class="component-content"><div class="articleBodyText section">{_p(8, 9)}</div></div></div></div></main></div>""",
        _with(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "portal, story continues",
        f"""<div class="caas-content-wrapper"><div class="caas-title-wrapper"><h1 data-test-locator="headline">{{t}}</h1></div><div class="caas-content-byline-wrapper"><div class="caas-attr-meta"><div class="caas-attr-item-author">Ada Cole</div><time>May 5, 2024 at 7:15 AM · 3 min read</time></div></div>
        <div class="caas-body"><figure class="caas-figure"><img src="/a.jpg"><figcaption class="caption-collapse">The landing</figcaption></figure>{_p(0, 3)}<div class="caas-readmore"><button class="link caas-button">Story continues</button></div>{_p(4, 9)}<p><a href="https://news.example/letter">Sign up for the Gazette’s letter for the stories that matter.</a></p></div></div>""",
    ),
    WorldLayout(
        "radio, captions that unfold",
        f"""<article class="story" id="mainContent"><div class="storytitle"><h1>{{t}}</h1></div><div id="story-meta" class="story-meta"><div class="dateblock"><time><span class="date">May 5, 2024</span><span class="time">7:15 AM ET</span></time></div></div>
        <div id="storytext" class="storytext storylocation linkLocation"><div id="res1" class="bucketwrap image large"><div class="imagewrap"><img src="/a.jpg"></div><div class="credit-caption"><div class="caption-wrap"><div class="caption"><p>The ferry makes its first trip in eleven days on Sunday morning, with the captain at the wheel. <b class="credit">Ada Cole/Gazette</b> <b class="hide-caption"><b>hide caption</b></b></p></div><b class="toggle-caption"><b>toggle caption</b></b></div><span class="credit">Ada Cole/Gazette</span></div></div>
        {_p(0, 3)}<div id="res2" class="bucketwrap internallink insettwocolumn inset2col"><div class="bucket"><h3 class="slug"><a href="/sections/river">River</a></h3><div class="bucketblock"><h3><a href="/2024/05/bridge">Bridge closed for a month of repairs</a></h3></div></div></div>{_p(4, 9)}</div>
        <div class="tags" id="tags"><ul><li><a href="/tags/1">ferry</a></li></ul></div></article><div id="end-of-story-recommendations">{{cards}}</div>""",
    ),
    WorldLayout(
        "Canadian and Australian broadcasters, text in sections",
        f"""<div class="page section"><div class="subcolumns"><div class="c75l"><div class="article section"><h1>{{t}}</h1><div class="tools"><p>Email</p></div><div class="byline">By <a>Ada Cole</a></div><p class="published">Posted <span class="timestamp">May 05, 2024 07:15:00</span></p>
        <div class="inline-content photo full"><a href="/a"><img src="/a.jpg"></a><a class="inline-caption" href="/a"><strong>Photo:</strong> The landing on Sunday. (Gazette: Ada Cole)</a></div>{_p(0, 4)}<h2>What it cost</h2>{_p(5, 7)}<div class="inline-content wysiwyg right"><h2>Key points:</h2><ul><li>The ferry is back on the river</li><li>A second boat is to come</li></ul></div>{_p(8, 9)}
        <p class="topics"><strong>Topics:</strong> <a href="/t/1">rivers</a>, <a href="/t/2">ferries</a></p><p class="published">First posted <span class="timestamp">May 05, 2024 06:02:11</span></p></div></div><div class="c25r sidebar">{{cards}}</div></div></div>""",
        _with(
            0,
            1,
            2,
            3,
            4,
            "What it cost",
            5,
            6,
            7,
            "Key points:",
            "The ferry is back on the river",
            "A second boat is to come",
            8,
            9,
        ),
    ),
    WorldLayout(
        "site builder, blocks in columns",
        f"""<div class="blog-item-wrapper"><article class="entry hentry h-entry"><div class="blog-item-top-wrapper"><h1 class="entry-title p-name">{{t}}</h1></div><div class="blog-item-inner-wrapper"><div class="blog-item-content-wrapper"><div class="blog-item-content e-content"><div class="sqs-layout sqs-grid-12 columns-12"><div class="row sqs-row"><div class="col sqs-col-12 span-12">
        <div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content"><div class="sqs-html-content">{_p(0, 4, 'style="white-space:pre-wrap;"')}</div></div></div><div class="sqs-block image-block sqs-block-image"><div class="sqs-block-content"><figure class="sqs-block-image-figure"><img src="/a.jpg"></figure></div></div>
        <div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content"><div class="sqs-html-content">{_p(5, 9, 'style="white-space:pre-wrap;"')}</div></div></div><div class="sqs-block newsletter-block"><div class="sqs-block-content"><header class="newsletter-form-header"><h2>Subscribe</h2><div><p>Sign up with your email address to receive news and updates from the river.</p></div></header></div></div></div></div></div></div></div></div></article></div>""",
    ),
    WorldLayout(
        "letters by mail",
        f"""<div class="single-post-container"><article class="typography newsletter-post post"><div class="post-header"><h1 class="post-title published">{{t}}</h1><h3 class="subtitle">A letter from the north bank</h3><div class="byline-wrapper"><a href="/@ada">Ada Cole</a><div>May 05, 2024</div></div></div><div class="available-content"><div class="body markup">{_p(0, 3)}
        <div class="subscription-widget-wrap"><div class="subscription-widget show-subscribe"><div class="preamble"><p>Thanks for reading the River Letter! Subscribe for free to receive new posts and support my work.</p></div></div></div><div class="captioned-image-container"><figure><img src="/a.jpg"><figcaption class="image-caption">The landing</figcaption></figure></div>
        {_p(4, 7)}<p class="button-wrapper"><a class="button primary" href="/share"><span>Share</span></a></p>{_p(8, 9)}</div></div></article><div class="comments-page"><h4>Discussion about this post</h4><div class="comment"><p>{{0}} That is what they said on the radio, at least.</p></div></div></div>""",
    ),
    WorldLayout(
        "encyclopedia",
        f"""<body class="mediawiki ltr ns-0"><div id="content" class="mw-body" role="main"><h1 id="firstHeading" class="firstHeading">{{t}}</h1><div id="bodyContent" class="mw-body-content"><div id="siteSub">From the Gazette’s encyclopedia</div><a class="mw-jump-link" href="#mw-head">Jump to navigation</a><div id="mw-content-text" class="mw-content-ltr"><div class="mw-parser-output">
        <div role="note" class="hatnote navigation-not-searchable">For the ferry on the lower river, see <a href="/wiki/b">Lower ferry</a>.</div><table class="infobox"><tbody><tr><th>Opened</th><td>1911</td></tr></tbody></table>{_p(0, 2)}<div id="toc" class="toc" role="navigation"><h2>Contents</h2><ul><li><a href="#h"><span class="tocnumber">1</span> <span class="toctext">What it cost</span></a></li></ul></div>
        <h2><span class="mw-headline" id="h">What it cost</span><span class="mw-editsection"><span class="mw-editsection-bracket">[</span><a href="/edit">edit</a><span class="mw-editsection-bracket">]</span></span></h2><p>{{3}}<sup id="c" class="reference"><a href="#n">[1]</a></sup></p>{_p(4, 9)}
        <h2><span class="mw-headline">References</span></h2><div class="reflist"><ol class="references"><li><span class="mw-cite-backlink"><b><a>^</a></b></span> <span class="reference-text">Cole, Ada: <a href="https://other.example/book">On rivers</a>. Upper Landing, 1998.</span></li></ol></div></div></div><div id="catlinks" class="catlinks">Categories: <a href="/c">Ferries</a></div></div></div>""",
        _with(
            0, 1, 2, "What it cost", 3, 4, 5, 6, 7, 8, 9, "References", "^ Cole, Ada: On rivers. Upper Landing, 1998."
        ),
    ),
    WorldLayout(
        "static site with code",
        f"""<header class="site-header"><nav class="site-nav">{MENU}</nav></header><main class="page-content" aria-label="Content"><div class="wrapper"><article class="post h-entry" itemscope itemtype="http://schema.org/BlogPosting"><header class="post-header"><h1 class="post-title p-name" itemprop="name headline">{{t}}</h1><p class="post-meta"><time class="dt-published">May 5, 2024</time></p></header>
        <div class="post-content e-content" itemprop="articleBody">{_p(0, 3)}<div class="language-python highlighter-rouge"><div class="highlight"><pre class="highlight"><code><span class="n">fares</span> <span class="o">=</span> <span class="n">seats</span> <span class="o">*</span> <span class="n">price</span></code></pre></div></div>{_p(4, 9)}</div><a class="u-url" href="/ferry" hidden></a></article></div></main>""",
        _with(0, 1, 2, 3, "fares = seats * price", 4, 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "press release",
        f"""<article class="news-release carousel-template"><header class="container release-header"><div class="row detail-headline"><div class="col-sm-8"><h1>{{t}}</h1></div></div><div class="row"><div class="col-lg-8 swaping-class"><a>News provided by</a><a href="/news/board"><strong>River Board</strong></a><p class="mb-no">May 05, 2024, 07:15 ET</p></div></div></header>
        <section class="release-body container"><div class="row"><div class="col-lg-10 col-lg-offset-1"><p><span class="legendSpanClass">UPPER LANDING</span>, <span class="legendSpanClass">May 5, 2024</span> /Newswire/ -- {{0}}</p>{_p(1, 9)}<p>SOURCE River Board</p></div></div></section></article><div class="row"><h2>More from this source</h2>{{cards}}</div>""",
        _with("UPPER LANDING, May 5, 2024 /Newswire/ -- " + SAID[0], 1, 2, 3, 4, 5, 6, 7, 8, 9, "SOURCE River Board"),
    ),
    WorldLayout(
        "government",
        f"""<div id="wrapper"><main id="content" role="main"><div class="gem-c-title"><span class="gem-c-title__context">News story</span><h1 class="gem-c-title__text">{{t}}</h1></div><p class="gem-c-lead-paragraph">The river board reports on the ferry.</p><div class="gem-c-metadata"><dl><dt>From:</dt><dd><a href="/board">River Board</a></dd><dt>Published</dt><dd>5 May 2024</dd></dl></div>
        <div class="responsive-bottom-margin"><div class="gem-c-govspeak govuk-govspeak"><div class="govspeak">{_p(0, 5)}<h2 id="cost">What it cost</h2><ol><li>timber</li><li>wages</li></ol>{_p(6, 9)}</div></div></div></main><div class="gem-c-feedback"><h2>Is this page useful?</h2></div></div>""",
        _with(0, 1, 2, 3, 4, 5, "What it cost", "timber", "wages", 6, 7, 8, 9),
    ),
    WorldLayout(
        "accelerated page",
        f"""<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{{t}}</h1><div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author">Ada Cole</span></div></header><div class="amp-wp-article-content">{_p(0, 4)}<amp-ad width="300" height="250"></amp-ad><amp-img src="/a.jpg"></amp-img>{_p(5, 9)}<amp-list><div>Loading</div></amp-list></div>
        <footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-category">Categories: <a href="/river">River</a></div></footer></article><amp-next-page></amp-next-page>""",
    ),
    WorldLayout(
        "lines broken in a table of 1999",
        """<table width="100%" border="0"><tr><td width="150" bgcolor="#ccc"><a href="/s1">Home</a><br><a href="/s2">River</a><br><a href="/s3">Town</a></td><td valign="top"><font size="+2"><b>{t}</b></font><br><font size="-1">By ADA COLE</font><p><font face="Arial">{0}<br><br>{1}<br><br>{2}<br><br>{3}<br><br>{4}<br><br>{5}<br><br>{6}<br><br>{7}<br><br>{8}<br><br>{9}</font><p><a href="mailto:ada@gazette.example">Mail the author</a></td></tr></table>""",
    ),
    WorldLayout(
        "text right in the article",
        """<article><h1>{t}</h1>{0}<br><br>{1}<br><br>{2}<br><br>{3}<br><br>{4}<br><br>{5}<br><br>{6}<br><br>{7}<br><br>{8}<br><br>{9}</article><section class="others">{cards}</section>""",
    ),
    WorldLayout(
        "paragraphs without an end, spans of a word processor",
        """<div id="main"><div class="title"><h2>{t}</h2></div><div class="text">"""
        + "".join(
            f'<div><span style="font-size: 12pt"><span lang="EN-GB">{{{n}}}</span></span></div><div>&nbsp;</div>'
            for n in range(10)
        )
        + """</div></div>""",
    ),
    WorldLayout(
        "pages for subscribers, text in a box of its own",
        f"""<article class="article"><h1 class="article__headline">{{t}}</h1><div class="article-body"><div class="teaser-content"><div class="article-body">{_p(0, 2, 'class="font--article-body font-copy"')}</div></div><div class="remainder-content"><div class="article-body">{_p(3, 5, 'class="font--article-body font-copy"')}<p class="interstitial-link"><i>[</i><a href="/2024/05/bridge"><i>Bridge closed for a month of repairs</i></a><i>]</i></p>{_p(6, 9, 'class="font--article-body font-copy"')}</div></div></div>
        <div class="comments-wrapper"><div>12 Comments</div></div><div class="newsletter-inline-unit"><h3>Today’s Headlines</h3><p>The most important news stories of the day, curated by our editors and delivered every morning.</p></div></article>""",
    ),
    WorldLayout(
        "a list with a section for each point",
        """<article><header><h1>{t}</h1></header><div class="article-content"><p>{0}</p><div class="listicle-slide"><h2><span>1.</span> The boat</h2><p>{1}</p></div><div class="listicle-slide"><h2><span>2.</span> The landing</h2><p>{2}</p><p>{3}</p></div><div class="listicle-slide"><h2><span>3.</span> The farmers</h2><p>{4}</p></div><div class="listicle-slide"><h2><span>4.</span> The board</h2><p>{5}</p><p>{6}</p></div><p>{7}</p><p>{8}</p><p>{9}</p></div></article>""",
        _with(0, "1. The boat", 1, "2. The landing", 2, 3, "3. The farmers", 4, "4. The board", 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "a live report",
        """<main><h1>{t}</h1><div class="live-blog"><div class="live-post" id="p3"><time>7:40 am</time><h2>Cows are ashore</h2><p>{0}</p><p>{1}</p></div><div class="live-post" id="p2"><time>7:15 am</time><h2>The captain speaks</h2><p>{2}</p><p>{3}</p><p>{4}</p></div><div class="live-post" id="p1"><time>6:00 am</time><h2>The boat leaves</h2><p>{5}</p><p>{6}</p><p>{7}</p><p>{8}</p><p>{9}</p></div></div></main>""",
        _with("Cows are ashore", 0, 1, "The captain speaks", 2, 3, 4, "The boat leaves", 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "several articles, nested and side by side",
        f"""<main><article class="main-story"><h1>{{t}}</h1><div class="body"><div>{_p(0, 4)}<article class="embedded-card"><h3>{ONE}</h3><p>The council has made up its mind about the bridge at last, too.</p></article>{_p(5, 9)}</div></div></article>
        <article class="tease"><h2><a href="/2024/05/market-square-gets-its-lime-trees-back.html">Market square gets its lime trees back</a></h2><p>The council has made up its mind about this at last, and not all of the neighbours are pleased with it.</p></article><article class="tease"><h2><a href="/2024/05/school-bus-takes-the-long-way-round.html">School bus takes the long way round</a></h2><p>The council has made up its mind about this at last, and not all of the neighbours are pleased with it.</p></article></main>""",
    ),
    WorldLayout(
        "the next story loaded below",
        f"""<div class="stories"><div class="story" data-n="1"><h1>{{t}}</h1><div class="txt">{_p(0, 9)}</div></div><div class="story" data-n="2"><h1>Bridge closed for a month of repairs</h1><div class="txt">"""
        + "".join(
            f"<p>On day {n} of the works nobody could say when lorries would be let over the bridge again, and the mayor did not answer.</p>"
            for n in range(9)
        )
        + """</div></div></div>""",
    ),
    WorldLayout(
        "cookie wall, share bar, corrections and copyright",
        f"""<div id="onetrust-consent-sdk"><div class="ot-sdk-row"><p>We and our partners use cookies to store and access personal data such as browsing data in order to measure ads and content.</p></div></div><div class="content-wrap"><div class="headline-wrap"><h1>{{t}}</h1></div><div class="sharebar"><ul><li><a>Share on Facebook (opens in a new window)</a></li></ul></div>
        <div class="story-text">{_p(0, 9)}<p>Copyright 2024 The Gazette. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.</p></div><div class="tags-block">Tags: <a href="/t/1">ferry</a></div></div>""",
    ),
    WorldLayout(
        "sources and a signature below",
        f"""<div class="entry"><h1>{{t}}</h1><div class="entry-content">{_p(0, 9)}<p>The report can be read in full here:</p><p><a href="https://riverboard.example/reports/2024/flood.pdf">The flood of 2024: what we know, and what we do not</a></p><p>Thanks to Bert for the pictures.</p></div></div>""",
        _with(
            *range(10),
            "The report can be read in full here:",
            "The flood of 2024: what we know, and what we do not",
            "Thanks to Bert for the pictures.",
        ),
    ),
    WorldLayout(
        "links that are the news",
        f"""<div class="entry"><h1>{{t}}</h1><div class="entry-content">{_p(0, 4)}<p>Three books on the river:</p><ul><li><a href="https://books.example/1">Ada Cole: The Ferryman’s Year</a></li><li><a href="https://shop.example/2">Bert Lund: High Water</a></li><li><a href="https://books.example/3">Ruth Amsel: Soup for Carpenters</a></li></ul>{_p(5, 9)}</div></div>""",
        _with(
            0,
            1,
            2,
            3,
            4,
            "Three books on the river:",
            "Ada Cole: The Ferryman’s Year",
            "Bert Lund: High Water",
            "Ruth Amsel: Soup for Carpenters",
            5,
            6,
            7,
            8,
            9,
        ),
    ),
    WorldLayout(
        "teaser on the page, text in the data",
        """<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{t}","articleBody":"{0}\\n\\n{1}\\n\\n{2}\\n\\n{3}\\n\\n{4}\\n\\n{5}\\n\\n{6}\\n\\n{7}\\n\\n{8}\\n\\n{9}"}}</script>
        <body><article><h1>{t}</h1><div class="x"><p>{0}</p></div><div class="offer"><h2>Read on with a subscription</h2></div></article>""",
    ),
    WorldLayout(
        "first paragraph called a lead",
        f"""<div class="container"><h1>{{t}}</h1><div class="blog-post"><p class="lead">{{0}}</p>{_p(1, 9)}</div></div>""",
    ),
    WorldLayout(
        "summary before the byline",
        f"""<article><header><h1>{{t}}</h1><p class="article-summary">Forty passengers and two cows were the first to cross the river again.</p><p class="byline">By Ada Cole</p></header><div class="article-body">{_p(0, 9)}</div></article>""",
    ),
    WorldLayout(
        "newsletter box without a name",
        f"""<article class="x1"><h1>{{t}}</h1><div class="x2">{_p(0, 4)}<div class="x3"><div class="x4"><h3>The Morning</h3><p>Make sense of the day’s news and ideas, with our editors as your guides.</p><form action="/s"><input type="email" placeholder="Your email"><button>Go</button></form><p>By signing up, you agree to our terms of use and to our rules of privacy.</p></div></div>{_p(5, 9)}</div></article>""",
    ),
    WorldLayout(
        "box of links without a name",
        f"""<article class="x1"><h1>{{t}}</h1><div class="x2">{_p(0, 4)}<div class="x3"><span>More on this</span><ul><li><a href="/2024/05/b">Bridge closed for a month of repairs</a></li><li><a href="/2024/05/m">Market square gets its lime trees back</a></li></ul></div>{_p(5, 9)}<div class="x5"><div>From our partners</div><div><a href="https://ads.example/1">Doctors hate this one weird trick</a></div><div><a href="https://ads.example/2">You will not believe what happened next</a></div></div></div></article>""",
    ),
    WorldLayout(
        "comments without a name",
        f"""<div class="x1"><h1>{{t}}</h1><div class="x2">{_p(0, 9)}</div><div class="x3"><h3>14 Comments</h3>"""
        + "".join(
            f'<div class="x4"><b>Bert{n}</b> <span>May 5, 2024 at 8:{10 + n}</span><p>I was there as well, number {n} in the line, and it was the best day that we had in all this spring.</p><a href="#r{n}">Reply</a></div>'
            for n in range(14)
        )
        + "</div></div>",
    ),
    WorldLayout(
        "comments in the text's own box",
        f"""<div id="content"><h2>{{t}}</h2>{_p(0, 9)}<h3>3 Comments</h3>"""
        + "".join(
            f"<p><b>Bert{n}</b> says: I was there as well, number {n} in the line, and it was the best day that we had in all this spring.</p>"
            for n in range(9)
        )
        + "</div>",
    ),
    WorldLayout(
        "captions without a picture",
        f"""<article><h1>{{t}}</h1><div class="story">{_p(0, 3)}<div class="image-holder"><div class="lazy" data-bg="/a.jpg"></div><div class="caption">The landing on Sunday, an hour before the first boat came in from the south bank.</div><div class="credit">Ada Cole/The Gazette</div></div>{_p(4, 6)}<div class="wp-caption"><p class="wp-caption-text">Ruth Amsel in her kiosk, which was under water for a week.</p></div>{_p(7, 9)}</div></article>""",
    ),
    WorldLayout(
        "drop cap",
        f"""<article><h1>{{t}}</h1><div class="story"><p><span class="drop-cap">T</span>he first ferry in eleven days left the north bank at six this morning with forty passengers and two cows on board.</p>{_p(1, 9)}</div></article>""",
    ),
    WorldLayout(
        "long note on rights",
        f"""<article><h1>{{t}}</h1><div class="story">{_p(0, 9)}<p>Copyright 2024 The Wire Service. All rights reserved. This material may not be published, broadcast, rewritten or redistributed without the permission of the owner.</p></div></article>""",
    ),
    WorldLayout(
        "author below, in a box without a name",
        f"""<article><h1>{{t}}</h1><div class="story">{_p(0, 9)}</div><div class="x7"><img src="/ada.jpg"><div><a href="/author/ada">Ada Cole</a><p>Ada Cole has written about rivers, boats and the people on them for more than twelve years.</p></div></div></article>""",
    ),
    WorldLayout(
        "side column of prose",
        f"""<div id="wrap"><div id="left"><h3>About us</h3><p>We are a small paper on the north bank of the river and have been printing every week since the spring of 1911.</p><p>Write to us, or come by: the door of the office is open, and there is always a pot of tea on the stove.</p></div><div id="middle"><h2>{{t}}</h2>{_p(0, 9)}</div><div id="right"><h3>Weather</h3><p>Fair, with some wind from the west in the afternoon, and a chance of showers later in the evening hours.</p></div></div>""",
    ),
    WorldLayout(
        "list blog post, linked headings",
        """<article><h1>{t}</h1><div class="entry-content"><p>{0}</p><h2><a href="https://shop.example/1">1. The Swan</a></h2><p>{1}</p><p>{2}</p><h2><a href="https://shop.example/2">2. The Heron</a></h2><p>{3}</p><p>{4}</p><h2><a href="https://shop.example/3">3. The Stork</a></h2><p>{5}</p><h2><a href="https://shop.example/4">4. The Crane</a></h2><p>{6}</p><h2><a href="https://shop.example/5">5. The Duck</a></h2><p>{7}</p><p>{8}</p><p>{9}</p></div></article>""",
        _with(
            0, "1. The Swan", 1, 2, "2. The Heron", 3, 4, "3. The Stork", 5, "4. The Crane", 6, "5. The Duck", 7, 8, 9
        ),
    ),
    WorldLayout(
        "links of the week",
        """<article><h1>{t}</h1><div class="entry-content"><p>{0}</p><ul>"""
        + "".join(
            f'<li><a href="https://s{n}.example/x">A tale of river number {n}, told by those who live on it</a></li>'
            for n in range(12)
        )
        + "<p>{1}</p></div></article>",
        _with(0, *[f"A tale of river number {n}, told by those who live on it" for n in range(12)], 1),
    ),
    WorldLayout(
        "social posts within",
        f"""<article><h1>{{t}}</h1><div class="story">{_p(0, 4)}<blockquote class="twitter-tweet"><p lang="en">The boat is back! Two cows on board. <a href="https://t.co/x">pic.twitter.com/x</a></p>&mdash; River Board (@board) <a href="https://twitter.com/board/status/1">May 5, 2024</a></blockquote>{_p(5, 9)}</div></article>""",
        _with(
            0,
            1,
            2,
            3,
            4,
            "The boat is back! Two cows on board. pic.twitter.com/x",
            "— River Board (@board) May 5, 2024",
            5,
            6,
            7,
            8,
            9,
        ),
    ),
    WorldLayout(
        "pages of a long text",
        f"""<article><h1>{{t}}</h1><div class="story">{_p(0, 9)}<p>Pages: <a href="?p=1">1</a> <a href="?p=2">2</a> <a href="?p=3">3</a></p><p><a href="?p=2">Next page</a></p></div></article>""",
    ),
    WorldLayout(
        "lines of a word processor's export",
        """<div class="WordSection1"><p class="MsoNormal"><b>{t}</b></p>"""
        + "".join(
            f'<p class="MsoNormal"><span style="font-family:Times">{{{n}}}<o:p></o:p></span></p>' for n in range(10)
        )
        + "</div>",
    ),
    WorldLayout(
        "cards in a grid between paragraphs",
        f"""<article><h1>{{t}}</h1><div class="content"><div class="row"><div class="col">{_p(0, 3)}</div></div><div class="row">{{cards}}</div><div class="row"><div class="col">{_p(4, 9)}</div></div></div></article>""",
    ),
    WorldLayout(
        "text in blocks of hashed names, boilerplate too",
        """<div class="a1"><div class="b1"><h1 class="h">{t}</h1><div class="b2"><span>Ada Cole</span><span>5 May 2024</span><span>4 min read</span></div></div>"""
        + "".join(f'<div class="k1"><div class="k2"><span class="k3">{{{n}}}</span></div></div>' for n in range(5))
        + """<div class="k1"><div class="q2"><span>Advertisement</span></div></div>"""
        + "".join(f'<div class="k1"><div class="k2"><span class="k3">{{{n}}}</span></div></div>' for n in range(5, 10))
        + """<div class="z1"><div><a href="/2024/05/b">Bridge closed for a month of repairs</a><span>5 min read</span></div><div><a href="/2024/05/m">Market square gets its lime trees back</a><span>2 min read</span></div></div></div>""",
    ),
    WorldLayout(
        "question and answer site's article",
        f"""<main><article><h1>{{t}}</h1><div class="body"><h2>When does it run?</h2><p>{{0}}</p><h2>Who steers it?</h2><p>{{1}}</p><h2>What was repaired?</h2>{_p(2, 5)}<h2>Who said what?</h2>{_p(6, 9)}</div></article></main>""",
        _with(
            "When does it run?", 0, "Who steers it?", 1, "What was repaired?", 2, 3, 4, 5, "Who said what?", 6, 7, 8, 9
        ),
    ),
    WorldLayout(
        "recipe with ingredients",
        """<article class="hrecipe"><h1>{t}</h1><div class="entry-content"><p>{0}</p><p>{1}</p><div class="wprm-recipe-container"><h3>Ingredients</h3><ul><li>2 cups of flour</li><li>1 egg</li></ul><h3>Instructions</h3><ol><li>Mix all of it in a bowl until it is smooth and shiny.</li><li>Bake it.</li></ol></div></div></article>""",
        _with(
            0,
            1,
            "Ingredients",
            "2 cups of flour",
            "1 egg",
            "Instructions",
            "Mix all of it in a bowl until it is smooth and shiny.",
            "Bake it.",
        ),
    ),
    WorldLayout(
        "trending box heads the page, text follows late",
        f"""<div id="page"><div class="x0"><h4>Trending now</h4>{{cards}}</div><div class="x1"><h1>{{t}}</h1><div class="x2">{_p(0, 9)}</div></div><div class="x9">{{cards}}{{cards}}</div></div>""",
    ),
    WorldLayout(
        "table layout of two columns with figures",
        """<table><tr><td colspan=2><h1>{t}</h1></td></tr><tr><td><p>{0}</p><p>{1}</p><table align=right><tr><td><img src="/a.jpg" width=200 height=150></td></tr><tr><td><i>The landing on Sunday</i></td></tr></table><p>{2}</p><p>{3}</p><p>{4}</p><p>{5}</p><p>{6}</p><p>{7}</p><p>{8}</p><p>{9}</p></td><td><a href=/a>One</a><br><a href=/b>Two</a></td></tr></table>""",
    ),
    WorldLayout(
        "correction and editor's note",
        f"""<article><h1>{{t}}</h1><div class="story"><p><i>Editor’s note: This story was first told in the paper of Sunday.</i></p>{_p(0, 9)}<p><em>Correction, May 6: An earlier version of this story gave the wrong number of cows.</em></p></div></article>""",
        _with(
            "Editor’s note: This story was first told in the paper of Sunday.",
            *range(10),
            "Correction, May 6: An earlier version of this story gave the wrong number of cows.",
        ),
    ),
    WorldLayout(
        "video player and transcript words",
        f"""<article><h1>{{t}}</h1><div class="story"><div class="video-player"><div class="vjs-control-bar"><span>Play Video</span><span>Mute</span><span>Current Time 0:00</span></div><p class="vjs-no-js">To view this video please enable JavaScript, and consider upgrading to a web browser that supports HTML5 video</p></div>{_p(0, 9)}</div></article>""",
    ),
    WorldLayout(
        "tags and share in one list at the end of the text's box",
        f"""<div class="node"><h1>{{t}}</h1><div class="content">{_p(0, 9)}<ul class="links"><li><a href="/t/1">ferry</a></li><li><a href="/t/2">river</a></li></ul><p><a href="https://www.facebook.com/sharer?u=x">Facebook</a> <a href="https://twitter.com/share">Twitter</a></p></div></div>""",
    ),
    WorldLayout(
        "short note",
        """<article class="post"><h1>{t}</h1><div class="entry"><p>{0}</p><p>{1}</p></div></article>""",
        _with(0, 1),
    ),
    WorldLayout(
        "text behind a button",
        f"""<article><h1>{{t}}</h1><div class="story"><div class="intro-text">{_p(0, 2)}</div><button>Show more</button><div class="more-content is-hidden">{_p(3, 9)}</div></div></article>""",
    ),
    WorldLayout(
        "series box and support call",
        f"""<article><h1>{{t}}</h1><div class="story">{_p(0, 2)}<p><em>This story is part of our series on rivers. <a href="/series/rivers">Read the others here</a>.</em></p>{_p(3, 9)}<p><strong>Help us keep digging!</strong> If you value this work, <a href="/give">please give</a>.</p></div></article>""",
        _with(
            0,
            1,
            2,
            "This story is part of our series on rivers. Read the others here.",
            3,
            4,
            5,
            6,
            7,
            8,
            9,
            "Help us keep digging! If you value this work, please give.",
        ),
    ),
    WorldLayout(
        "h1 logo, h2 headline in the header",
        f"""<header><h1><a href="/">The Gazette</a></h1></header><main><div class="post-full"><header class="post-header"><h2>{{t}}</h2><p class="meta">5 May 2024</p></header><section class="post-text">{_p(0, 9)}</section></div></main>""",
    ),
    WorldLayout(
        "definition list and sub-sections",
        f"""<article><h1>{{t}}</h1><section><h2>The boat</h2>{_p(0, 3)}</section><section><h2>The landing</h2>{_p(4, 6)}</section><section><h2>The board</h2>{_p(7, 9)}</section></article>""",
        _with("The boat", 0, 1, 2, 3, "The landing", 4, 5, 6, "The board", 7, 8, 9),
    ),
    WorldLayout(
        "main text in aside-named theme",
        f"""<div class="content-sidebar-wrap"><main class="content"><article class="entry"><header><h1>{{t}}</h1></header><div class="entry-content">{_p(0, 9)}</div></article></main><aside class="sidebar sidebar-primary"><section class="widget"><h4>Search</h4></section></aside></div>""",
    ),
    WorldLayout(
        "Indian daily, text between breaks and boxes",
        """<div class="_1Qs clearfix"><h1 class="_23">{t}</h1><div class="_3Mk"><div class="byline"><a href="/toireporter/ada">Ada Cole</a> / GNN / Updated: May 5, 2024, 07:15 IST</div></div><div class="_3WlLe clearfix"><div class="image-wrap"><img src="/a.jpg"><div class="caption">The landing</div></div>UPPER LANDING: {0}<br><br>{1}<div class="ad1"></div><br><br>{2}<br><br><div class="also-read-box"><div>Also read</div><a href="/x">Bridge closed for a month of repairs</a></div>{3}<br><br>{4}<br>{5}<br><br>{6}<br><br>{7} <a href="/topic/river">river</a> water.<br><br>{8}<br><br>{9}</div></div>""",
        _with("UPPER LANDING: " + SAID[0], 1, 2, 3, 4, 5, 6, SAID[7] + " river water.", 8, 9),
    ),
    WorldLayout(
        "business channel, groups and key points",
        f"""<div class="PageBuilder-article"><h1 class="ArticleHeader-headline">{{t}}</h1><div class="ArticleHeader-time"><time>Published Sun, May 5 2024</time></div><div class="RenderKeyPoints-keyPoints"><div class="RenderKeyPoints-title">Key Points</div><div class="RenderKeyPoints-list"><div class="group"><ul><li>The ferry is back on the river.</li><li>A second boat is to come.</li></ul></div></div></div><div class="ArticleBody-articleBody"><div class="InlineImage-wrapper"><div class="InlineImage-imageEmbedCaption">The landing on Sunday</div><div class="InlineImage-imageEmbedCredit">Ada Cole | GNN</div></div><div class="group">{_p(0, 3)}</div><div class="InlineVideo-container"><div class="InlineVideo-videoFooter"><span>VIDEO</span><span>3:04</span><div>How the ferry came back</div></div></div><h2 class="ArticleBody-subtitle">What it cost</h2><div class="group">{_p(4, 6)}</div><div class="group">{_p(7, 9)}</div></div></div>""",
        _with(0, 1, 2, 3, "What it cost", 4, 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "coast daily, cards of paragraphs",
        f"""<div class="page-content"><article><h1 class="headline">{{t}}</h1><div class="page-article-container"><div class="page-article-body"><div class="rich-text-article-body" data-subscriber-content><div class="rich-text-article-body-content rich-text-body">{_p(0, 3)}<div class="enhancement" data-align-right><div class="promo promo-position-large"><a href="/x">Bridge closed</a><div class="promo-description">The council has made up its mind about the bridge.</div></div></div>{_p(4, 6)}<div class="google-dfp-ad-wrapper">Advertisement</div>{_p(7, 9)}</div></div><div class="newsletter-module"><h3>Essential River</h3><p>Get all the river’s news in your inbox every morning, and a poem on Sundays.</p></div></div></div></article></div>""",
    ),
    WorldLayout(
        "slides of a business site",
        """<article><h1 class="post-headline">{t}</h1><section class="post-content slide"><div class="slide-first"><p>{0}</p></div><div class="slide-wrapper"><div class="slide"><h2 class="slide-title-text">The boat is thirty years old.</h2><figure><img src="/a.jpg"><span class="image-source-only">Ada Cole</span></figure><div class="slide-module"><p>{1}</p></div></div><div class="slide"><h2 class="slide-title-text">The timber came late.</h2><div class="slide-module"><p>{2}</p><p>{3}</p></div></div><div class="slide"><h2 class="slide-title-text">The farmers rowed.</h2><div class="slide-module"><p>{4}</p><p>{5}</p><p>{6}</p><p>{7}</p><p>{8}</p><p>{9}</p></div></div></div></section></article>""",
        _with(
            0, "The boat is thirty years old.", 1, "The timber came late.", 2, 3, "The farmers rowed.", 4, 5, 6, 7, 8, 9
        ),
    ),
    WorldLayout(
        "small town paper, paragraphs in boxes for subscribers",
        """<div class="asset"><header class="asset-header"><h1 class="headline"><span itemprop="headline">{t}</span></h1><div class="meta"><span class="tnt-byline">By Ada Cole acole@gazette.example</span><ul class="list-inline"><li class="visible-print">May 5, 2024</li></ul></div></header><div itemprop="articleBody" class="asset-body"><div id="article-body" class="asset-content subscriber-premium">"""
        + "".join(
            f'<div class="{"subscriber-preview" if n < 3 else "subscriber-only"}"><p>{{{n}}}</p></div>'
            for n in range(10)
        )
        + """<div class="asset-tagline text-muted">Ada Cole can be reached at 555-0100 or by mail at the landing.</div></div></div><div class="asset-tags"><h4>Tags</h4><ul class="list-inline tags"><li><a href="/t">ferry</a></li></ul></div><div id="asset-below"><div class="block"><h3>Trending Now</h3>{cards}</div></div></div>""",
    ),
    WorldLayout(
        "national daily, sharing words",
        f"""<article id="overlay" class="asset story clearfix"><div class="story-wrapper"><h1 class="asset-headline">{{t}}</h1><div class="asset-metabar"><span class="asset-metabar-author">Ada Cole, Gazette</span><span class="asset-metabar-time">Published 7:15 a.m. ET May 5, 2024</span></div><div itemprop="articleBody" class="asset-double-wide double-wide p402_premium"><div class="close-wrap"><div class="media-video"><span class="js-caption">The ferry made its first trip in eleven days on Sunday.</span><span class="credit">Ada Cole, Gazette</span></div></div>{_p(0, 2, 'class="p-text"')}<aside class="asset-inline partner"><a href="/x"><img src="/b.jpg"></a></aside>{_p(3, 5, 'class="p-text"')}<h2 class="presto-h2">What it cost</h2>{_p(6, 9, 'class="p-text"')}<p class="p-text"><strong>More:</strong> <a href="/x">Bridge closed for a month of repairs</a></p><div class="article-print-url">Read or Share this story: https://gazette.example/x</div></div></div><div class="share-sidebar"><span>Post to Facebook</span></div></article>""",
        _with(0, 1, 2, 3, 4, 5, "What it cost", 6, 7, 8, 9),
    ),
    WorldLayout(
        "company blog, body in a span",
        f"""<div class="body-container-wrapper"><div class="span12 widget-span widget-type-cell"><div class="blog-section"><div class="blog-post-wrapper cell-wrapper"><div class="section post-header"><h1><span id="hs_cos_wrapper_name" class="hs_cos_wrapper hs_cos_wrapper_meta_field">{{t}}</span></h1><p id="hubspot-author_data" class="hubspot-editable">Posted by <a class="author-link" href="/author/ada">Ada Cole</a> on May 5, 2024</p></div><div class="section post-body"><span id="hs_cos_wrapper_post_body" class="hs_cos_wrapper hs_cos_wrapper_meta_field hs_cos_wrapper_type_rich_text">{_p(0, 4)}<span class="hs-cta-wrapper"><a class="cta_button" href="/offer">Get the free guide to rivers now</a></span>{_p(5, 9)}</span></div><p id="hubspot-topic_data">Topics: <a class="topic-link" href="/t/1">rivers</a>, <a class="topic-link" href="/t/2">ferries</a></p></div></div></div></div>""",
    ),
    WorldLayout(
        "site kit, headings and spans",
        """<div id="SITE_CONTAINER"><main><article><div data-hook="post"><h1 data-hook="post-title"><span class="blog-post-title-font">{t}</span></h1><ul><li><span title="May 5">May 5</span></li><li><span>3 min read</span></li></ul><div data-hook="post-description"><div class="kUSgt"><div data-rce-version="9">"""
        + "".join(
            f'<div data-hook="rcv-block{n}"></div><p class="m8Wxe" dir="auto" id="viewer-{n}"><span class="s1">{{{n}}}</span></p>'
            for n in range(10)
        )
        + """</div></div></div><div data-hook="post-footer"><ul><li><a href="/c/river">River</a></li></ul><div>12 views</div></div></div></article><section data-hook="recent-posts"><div>Recent Posts</div><a>See All</a>{cards}</section></main></div>""",
    ),
    WorldLayout(
        "builder of small sites, paragraphs in a box",
        """<div id="wsite-content"><div class="blog-post"><div class="blog-header"><h2 class="blog-title"><a class="blog-title-link" href="https://gazette.example/2024/05/the-ferry-runs-again-after-the-flood.html">{t}</a></h2><p class="blog-date"><span class="date-text">5/5/2024</span></p><p class="blog-comments"><a class="blog-link">3 Comments</a></p></div><div class="blog-content"><div class="wsite-spacer"></div><div class="paragraph">{0}<br><br>{1}<br><br>{2}</div><div><div class="wsite-image"><a><img src="/a.jpg"></a></div></div><div class="paragraph">{3}<br><br>{4}<br><br>{5}<br><br>{6}</div><h2 class="wsite-content-title">What it cost</h2><div class="paragraph">{7}<br><br>{8}<br><br>{9}</div></div></div><div class="blog-sidebar"><h2>Author</h2><p>Write something about yourself. No need to be fancy, just an overview.</p></div></div>""",
        _with(0, 1, 2, 3, 4, 5, 6, "What it cost", 7, 8, 9),
    ),
    WorldLayout(
        "components of an enterprise system",
        f"""<div class="root responsivegrid"><div class="aem-Grid"><div class="title"><div class="cmp-title"><h1 class="cmp-title__text">{{t}}</h1></div></div><div class="text parbase"><div class="cmp-text">{_p(0, 3)}</div></div><div class="image"><div class="cmp-image"><img src="/a.jpg"><span class="cmp-image__title">The landing</span></div></div><div class="text parbase"><div class="cmp-text">{_p(4, 6)}</div></div><div class="text parbase"><div class="cmp-text"><h3>What it cost</h3>{_p(7, 9)}</div></div><div class="teaser"><div class="cmp-teaser"><h3><a href="/x">Bridge closed for a month of repairs</a></h3><p>The council has made up its mind about the bridge.</p></div></div></div></div>""",
        _with(0, 1, 2, 3, 4, 5, 6, "What it cost", 7, 8, 9),
    ),
    WorldLayout(
        "forum post as an article",
        """<div class="thread"><h1>{t}</h1><div class="post first"><div class="user">ada</div><div class="message">{0}<br><br>{1}<br><br>{2}<br><br>{3}<br><br>{4}<br><br>{5}<br><br>{6}<br><br>{7}<br><br>{8}<br><br>{9}</div></div></div>""",
    ),
    WorldLayout(
        "product review with a box of verdict",
        f"""<article class="review-article"><header><h1>{{t}}</h1><p class="strapline">Forty passengers, two cows and a cup of tea</p></header><section class="pretty-verdict"><h4>Our Verdict</h4><p>A fine boat for all who have the time, and for their cows.</p></section><div id="article-body" class="text-copy bodyCopy auto">{_p(0, 3)}<h2 id="cost">What it cost</h2>{_p(4, 9)}</div></article>""",
        _with(0, 1, 2, 3, "What it cost", 4, 5, 6, 7, 8, 9),
    ),
    WorldLayout(
        "Chinese agency in English, page numbers",
        f"""<div class="main-art"><h1>{{t}}</h1><div class="info"><span>By Ada Cole</span> | Gazette | Updated: 2024-05-05 07:15</div><div id="Content"><figure class="image"><img src="/a.jpg"><figcaption>The landing</figcaption></figure>{_p(0, 9)}</div><div class="currpage"><a class="pagestyle">1</a> <a href="_2">2</a> <a href="_2">Next</a> <a href="_2">&gt;&gt;|</a></div></div>""",
    ),
    WorldLayout(
        "local television, archived note",
        f"""<main class="article-listing"><article class="article-wrapper"><header class="article-header"><h1 class="article-title">{{t}}</h1><div class="article-authors">by: <a>Ada Cole</a></div><div class="article-meta"><p>Posted: <time>May 5, 2024 / 07:15 AM EDT</time></p><p>Updated: <time>May 5, 2024 / 09:20 AM EDT</time></p></div></header><div class="article-content rich-text"><p>{{0}}</p>{_p(1, 4)}<div class="ad-unit"></div><div class="article-list--in-body"><h2>Trending Stories</h2>{LINKS}</div>{_p(5, 9)}</div><p class="article-copyright">Copyright 2024 Gazette Media Inc. All rights reserved. This material may not be published, broadcast, rewritten, or redistributed.</p></article></main>""",
    ),
    WorldLayout(
        "nested containers of the same name",
        f"""<div class="content"><div class="content"><div class="content"><h1>{{t}}</h1><div class="entry-content"><div class="entry-content">{_p(0, 9)}</div></div></div></div></div>""",
    ),
    WorldLayout(
        "sports site, picks amid the text",
        f"""<section id="article-feed"><article class="article"><div class="container"><header class="article-header"><h1>{{t}}</h1></header><div class="article-body"><div class="article-meta"><ul class="authors"><li><div class="author">Ada Cole<span class="title">Staff Writer</span></div></li></ul></div>{_p(0, 3)}<aside class="inline editorial float-r"><h1>Editor's Picks</h1><section><h1><a href="/x">Bridge closed</a></h1><p>The council has made up its mind.</p></section></aside>{_p(4, 9)}</div></div></article></section>""",
    ),
    WorldLayout(
        "law blog, numbered paragraphs and footnotes",
        f"""<article><h1>{{t}}</h1><div class="post-text"><p>{{0}}<sup><a href="#fn1">1</a></sup></p>{_p(1, 9)}<hr><ol class="footnotes"><li id="fn1">See the report of the river board, page 12. <a href="#fnref1">↩</a></li></ol></div></article>""",
        _with(*range(10), "See the report of the river board, page 12. ↩"),
    ),
    WorldLayout(
        "a photo essay",
        """<article><h1>{t}</h1><div class="gallery"><figure><img src="/1.jpg"><figcaption>{0}</figcaption></figure><figure><img src="/2.jpg"><figcaption>{1}</figcaption></figure><figure><img src="/3.jpg"><figcaption>{2}</figcaption></figure><figure><img src="/4.jpg"><figcaption>{3}</figcaption></figure><figure><img src="/5.jpg"><figcaption>{4}</figcaption></figure></div></article>""",
        _with(0, 1, 2, 3, 4),
    ),
    WorldLayout(
        "interview",
        """<article><h1>{t}</h1><div class="story"><p>{0}</p><p><strong>How did you sleep?</strong></p><p>Not much.</p><p><strong>And now?</strong></p><p>{1}</p><p><strong>GAZETTE:</strong> Who paid?</p><p><strong>AMSEL:</strong> {3}</p><p><strong>GAZETTE:</strong> And you?</p><p><strong>AMSEL:</strong> {4}</p><p>{5}</p><p>{6}</p></div></article>""",
        _with(
            0,
            "How did you sleep?",
            "Not much.",
            "And now?",
            1,
            "GAZETTE: Who paid?",
            "AMSEL: " + SAID[3],
            "GAZETTE: And you?",
            "AMSEL: " + SAID[4],
            5,
            6,
        ),
    ),
    WorldLayout(
        "two bodies of one name, the first longer",
        f"""<article><h1>{{t}}</h1><div class="wrap"><div class="article-body">{_p(0, 6)}</div><div class="ad-slot"><p>Advertisement</p></div><div class="article-body">{_p(7, 9)}</div></div></article>""",
    ),
    WorldLayout(
        "the vocabulary's name on each paragraph",
        """<div class="w"><h1>{t}</h1><div class="v"><p itemprop="articleBody">{0} {1} {2}</p><p itemprop="articleBody">{3}</p></div></div>""",
        _with(f"{SAID[0]} {SAID[1]} {SAID[2]}", 3),
    ),
    WorldLayout(
        "the vocabulary's name on each part",
        f"""<div class="w"><h1>{{t}}</h1><div class="v"><div itemprop="articleBody">{_p(0, 6)}</div><div class="promo-box"><a href="/x">Bridge closed for a month of repairs</a></div><div itemprop="articleBody">{_p(7, 9)}</div></div></div>""",
    ),
    WorldLayout(
        "bold first paragraph that the head tells",
        f"""<meta name="description" content="{SAID[0]}"><body><article><h1>{{t}}</h1><div class="text"><p><b>{{0}}</b></p>{_p(1, 9)}</div></article>""",
    ),
    WorldLayout(
        "text on copyright",
        f"""<article><h1>{{t}}</h1><div class="text">{_p(0, 3)}<h2>Copyright and the river</h2><p>Copyright lasts longer than most of the boats on this river.</p><h2>Responses</h2>{_p(4, 9)}</div></article>""",
        _with(
            0,
            1,
            2,
            3,
            "Copyright and the river",
            "Copyright lasts longer than most of the boats on this river.",
            "Responses",
            4,
            5,
            6,
            7,
            8,
            9,
        ),
    ),
    WorldLayout(
        "data of another article",
        f"""<script type="application/ld+json">{{{{"@type":"NewsArticle","headline":"Bridge closed for a month of repairs","articleBody":"{" ".join(f"On day {n} of the works nobody could say when lorries would be let over the bridge again, and the mayor did not answer." for n in range(30))}"}}}}</script><body><article><h1>{{t}}</h1><div class="text">{_p(0, 9)}</div></article>""",
    ),
    WorldLayout(
        "author's box with a following paragraph of bio in the article",
        f"""<article><h1>{{t}}</h1>{_p(0, 9)}<div class="contributor"><h4>Ada Cole</h4><p>Ada Cole has written about rivers, boats and the people on them for more than twelve years.</p></div></article>""",
    ),
    WorldLayout(
        "bio in small letters at the end",
        f"""<article><h1>{{t}}</h1><div class="txt">{_p(0, 9)}</div><div class="bio-wrap"><p>Ada Cole has written about rivers, boats and the people on them for more than twelve years.</p></div></article>""",
    ),
    WorldLayout(
        "social follow and donate after",
        f"""<article><h1>{{t}}</h1><div class="txt">{_p(0, 9)}<hr><p>Follow the Gazette on Chirp and Face for more stories like this one.</p><p>Like what you read? Give us a cup of coffee, or a cow.</p></div></article>""",
        _with(*range(10), "Like what you read? Give us a cup of coffee, or a cow."),
    ),
    WorldLayout(
        "tabs hold the text",
        f"""<div class="tabs"><div class="tab-content"><div class="tab-pane active"><h1>{{t}}</h1>{_p(0, 9)}</div><div class="tab-pane"><p>The river board was founded in 1911 and has had nine heads since then, all of them from the north bank.</p></div></div></div>""",
    ),
    WorldLayout(
        "footer named wrapper",
        f"""<div id="main-footer-wrap"><div class="inner"><h1>{{t}}</h1><div class="c">{_p(0, 9)}</div></div></div>""",
    ),
    WorldLayout(
        "breadcrumb and share line in the text's box",
        f"""<div class="c"><p><a href="/">Home</a> &gt; <a href="/river">River</a> &gt; {{t}}</p><h1>{{t}}</h1><p><a href="/a/ada">Ada Cole</a> | May 5, 2024</p><p>Share: <a href="https://facebook.com/s">f</a> <a href="https://twitter.com/s">t</a></p>{_p(0, 9)}</div>""",
    ),
    WorldLayout(
        "text in list items",
        """<article><h1>{t}</h1><div class="c"><p>{0}</p><ol><li>{1}</li><li>{2}</li><li>{3}</li><li>{4}</li><li>{5}</li><li>{6}</li></ol><p>{7}</p></div></article>""",
        _with(0, 1, 2, 3, 4, 5, 6, 7),
    ),
    WorldLayout(
        "question list with answers hidden by class",
        """<article><h1>{t}</h1><div class="c"><p>{0}</p><dl><dt>Who steers?</dt><dd>{1}</dd><dt>Who pays?</dt><dd>{3}</dd><dt>Who rows?</dt><dd>{4}</dd></dl><p>{7}</p></div></article>""",
        _with(0, "Who steers?", 1, "Who pays?", 3, "Who rows?", 4, 7),
    ),
    WorldLayout(
        "related teasers in the text's own box",
        f"""<article><h1>{{t}}</h1><div class="c">{_p(0, 9)}<h3>More stories</h3><h4><a href="/2024/05/b">Bridge closed for a month of repairs</a></h4><p>The council has made up its mind about the bridge at last.</p><h4><a href="/2024/05/m">Market square gets its lime trees back</a></h4><p>The council has made up its mind about the trees at last.</p></div></article>""",
    ),
    WorldLayout(
        "most read between two halves",
        f"""<article><h1>{{t}}</h1><div class="c">{_p(0, 4)}<div class="mr"><h5>Most read</h5><ol><li><a href="/x">Bridge closed</a></li><li><a href="/y">Market square</a></li></ol></div>{_p(5, 9)}</div></article>""",
    ),
    WorldLayout(
        "gallery of pictures with counts",
        f"""<article><h1>{{t}}</h1><div class="c"><div class="slideshow"><div class="item"><img src="/1.jpg"><span>1 of 3</span><p class="cap">The landing on Sunday</p></div><div class="item"><img src="/2.jpg"><span>2 of 3</span><p class="cap">Two cows on board</p></div></div>{_p(0, 9)}</div></article>""",
    ),
    WorldLayout(
        "time to read and listen",
        f"""<article><h1>{{t}}</h1><div class="c"><p>3 minute read</p><div class="audio"><span>Listen to this article</span><span>4 min</span></div>{_p(0, 9)}</div></article>""",
    ),
    WorldLayout(
        "paywall teaser only",
        """<meta property="og:type" content="article"><body><article><h1>{t}</h1><div class="c"><p>{0}</p><p>{1}</p></div><div class="offer"><h3>This article is for subscribers</h3><p>To read on, please take out a subscription, or sign in if you have one already.</p></div></article>""",
        _with(0, 1),
    ),
    WorldLayout(
        "translation links and print above",
        f"""<article><h1>{{t}}</h1><div class="c"><p><a href="/de">Deutsch</a> | <a href="/fr">Français</a></p><p>[ Print ] [ E-mail ]</p>{_p(0, 9)}</div></article>""",
    ),
)


def html_of(layout: WorldLayout) -> bytes:
    """The page: a head, the layout's own part of it, a foot."""
    filled = layout.html.format(*SAID, t=TITLE, cards=CARDS, links=LINKS)
    head, _, body = filled.rpartition("<body")
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{TITLE} - The Gazette</title>{head}</head>"
        f"<body{body if head or body.startswith((' ', '>')) else f'>{body}'}"
        "<footer><p>The Gazette is printed on paper from the mill upriver.</p></footer></body></html>"
    ).encode()

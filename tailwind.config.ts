import type { Config } from 'tailwindcss';

/** Names of the design tokens. Their values for light and dark are in app/globals.css. */
const token = (name: string) => `var(--${name})`;

export default {
  content: ['./app/**/*.tsx', './components/**/*.{ts,tsx}'],
  darkMode: 'selector',
  theme: {
    extend: {
      colors: {
        page: token('page'),
        card: token('card'),
        well: token('well'),
        ink: token('ink'),
        soft: token('soft'),
        faint: token('faint'),
        line: token('line'),
        hover: token('hover'),
        accent: { DEFAULT: token('accent'), tint: token('accent-tint') },
        good: { DEFAULT: token('good'), tint: token('good-tint') },
        wait: { DEFAULT: token('wait'), tint: token('wait-tint') },
        bad: { DEFAULT: token('bad'), tint: token('bad-tint') },
        off: token('off'),
      },
      fontFamily: {
        sans: ['var(--font-geist-sans)', 'ui-sans-serif', 'system-ui', 'sans-serif'],
        mono: ['var(--font-geist-mono)', 'ui-monospace', 'monospace'],
      },
      fontSize: {
        small: ['12px', { lineHeight: '16px' }],
        code: ['12.5px', { lineHeight: '20px' }],
        text: ['14px', { lineHeight: '20px' }],
        title: ['17px', { lineHeight: '24px', letterSpacing: '-0.01em', fontWeight: '600' }],
        display: ['24px', { lineHeight: '32px', letterSpacing: '-0.02em', fontWeight: '600' }],
      },
      borderRadius: { control: '9px', card: '12px', dialog: '16px' },
      boxShadow: { float: token('shadow') },
      maxWidth: { content: '1200px' },
    },
  },
} satisfies Config;

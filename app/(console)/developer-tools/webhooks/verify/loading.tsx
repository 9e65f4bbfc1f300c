export { NarrowPageLoading as default } from '@/components/layout/page';

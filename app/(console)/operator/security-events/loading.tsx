export { WidePageLoading as default } from '@/components/layout/page';
